"""Whether the picture shows the relations that the sentence names; those it does not are told to the user."""

from ..words.lexicon import SUBJECTS
from ..words.reading import Mention
from .anchors import pair
from .clearance import Box, box
from .recipe import Item, Recipe
from .room import Room

_FLOATING = ("sky", "air")


def broken(recipe: Recipe, said: list[tuple[Item, Mention]]) -> list[str]:
    """The user's words for relations of these items that their places do not show."""
    return [
        mention.link_word
        for item, mention in said
        if mention.link_word and item.link == mention.link and not kept(item, recipe)
    ]


def kept(item: Item, recipe: Recipe) -> bool:
    """Whether every copy of the item stands to its target as its link says (true where there is nothing to see)."""
    if item.link is None or not item.spots:
        return True
    link, kind = item.link
    home = SUBJECTS[kind].home
    target = next((other for other in recipe.items if other.kind == kind and other is not item), None)
    if target is None or home == "terrain" or not target.spots:
        return home == "terrain" and link not in ("left_of", "right_of", "between")
    room = Room.of(recipe)
    ours = [box(item.kind, spot, room) for spot in item.spots]
    theirs = [box(target.kind, spot, room) for spot in target.spots]
    if link == "between":
        second = pair(target, recipe, item)
        theirs += [box(second.kind, spot, room) for spot in second.spots] if second else []
        return _between(ours, theirs)
    return all(any(_stands(link, item, kind, one, other) for other in theirs) for one in ours)


def _middle(place: Box) -> tuple[float, float]:
    return (place[0] + place[2]) / 2, (place[1] + place[3]) / 2


def _between(ours: list[Box], theirs: list[Box]) -> bool:
    columns = sorted(_middle(place)[0] for place in theirs)
    return len(columns) > 1 and all(columns[0] < _middle(place)[0] < columns[-1] for place in ours)


def _stands(link: str, item: Item, kind: str, one: Box, other: Box) -> bool:
    """One copy and one target, boxes in short sides."""
    x, y = _middle(one)
    at, level = _middle(other)
    home, theirs = SUBJECTS[item.kind].home, SUBJECTS[kind].home
    across = min(one[2], other[2]) - max(one[0], other[0])
    near = -across < max(one[2] - one[0], other[2] - other[0], 0.3)
    if link == "left_of":
        return x < at - 0.02
    if link == "right_of":
        return x > at + 0.02
    if link == "over":
        return y < level
    if link == "under":
        return y > level or theirs in _FLOATING
    if link in ("on", "in"):
        return across > 0 or theirs in ("far", *_FLOATING) or home in _FLOATING
    if link in ("beside", "behind", "before"):
        return near or theirs in ("far", *_FLOATING)
    return True
