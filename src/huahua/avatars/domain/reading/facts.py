"""Tokens → facts: what is said of which field, and what is said of none.

A colour or an adjective belongs to the part that follows it; where none follows in its clause, to the part before
it. A denial reaches to the end of its clause, to a 'but', or to a verb that begins something new.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from huahua.avatars.domain.lexicon.table import Sense
from huahua.avatars.domain.reading.scan import Token
from huahua.avatars.domain.reading.slots import (
    ACCESSORY,
    BACKGROUND,
    BEARABLE,
    CLOTHES,
    EYES,
    FACE,
    HAIR,
    OTHER,
    PASSED_OVER,
    PERSON,
    ROBOT,
    SKIN,
    SLOT_OF_FIELD,
    meaning,
    shaded,
)
from huahua.avatars.domain.spec import FIELDS

FAR = 0.8
MODIFIERS = frozenset({"colour", "adj"})
_PARTS = frozenset({*FIELDS, "noun", "garment"})


@dataclass(frozen=True, slots=True)
class Fact:
    """`denied`: 'no' where it shall not be, 'weak' where something else takes its place. `alters`: it corrects what
    stands before. `other`: it is one of several that were offered ('red or blue'). `owner` is the number of the
    garment whose colour this is, `extra` a part that only some drawings have."""

    field: str
    value: str
    start: int
    end: int
    sure: float
    denied: str = ""
    alters: bool = False
    other: bool = False
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A part of the text that no field holds. `extra` is what drawings may still know it as."""

    start: int
    end: int
    extra: tuple[str, str] | None = None


@dataclass(slots=True)
class _Modifier:
    token: Token
    value: str
    start: int
    denied: str
    alters: bool
    other: bool


@dataclass(slots=True)
class _Anchor:
    """The part named last. `fact` is the number of its fact."""

    slot: str
    token: Token
    fact: int | None = None
    bare: bool = False
    """Named without saying more: 'hair', 'background'."""
    told: bool = False
    denied: str = ""
    here: bool = True
    """In this clause."""


@dataclass(slots=True)
class Reader:
    tokens: list[Token]
    facts: list[Fact] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    pending: list[_Modifier] = field(default_factory=list)
    anchor: _Anchor | None = None
    hair: bool = False
    """Hair was spoken of somewhere before."""
    denied: str = ""
    fresh: bool = False
    """Nothing was denied yet since the 'no'."""
    any_denied: bool = False
    alters: bool = False
    other: bool = False
    dressing: bool = False
    inside: bool = False
    """The word that began what is worn was an 'in'."""
    says: bool = False
    """An 'is' stands after the anchor."""
    swapping: bool = False
    unsure: bool = False
    holding: int | None = None
    first: int = 0
    """The first fact of this clause."""
    at: int = 0

    def run(self) -> None:
        for number, token in enumerate(self.tokens):
            self.at = number
            self._step(token)
        self._end(self.tokens[-1].end if self.tokens else 0, hard=True)

    def _step(self, token: Token) -> None:
        kind = token.kind
        if self.holding is not None and not self._lets_go(token):
            return
        handler = getattr(self, f"_on_{kind}", None)
        if handler is not None:
            handler(token)
            return
        if self.denied and not self.fresh and kind in ("gender", "age", "style"):
            self.denied = ""  # 'without a beard, a man': whom the denial is about
        for sense in token.senses:
            if sense.value == "gradient" and self._of_something_else():
                self._lose(token.start, token.end)
                return
            if sense.kind in FIELDS:
                self._fact(token, sense)
            elif sense.kind == "thing":
                self._lose(token.start, token.end)
        self._arrive_at(token)

    # --- signs and words that bind ----------------------------------------------------------------

    def _on_stop(self, token: Token) -> None:
        self._end(token.start, hard=True)

    def _on_comma(self, token: Token) -> None:
        following = self._next_kind()
        waiting = self.pending and not (self.anchor and self.anchor.here)
        if waiting and (following in MODIFIERS or following in ("hair_style", "hair_color")):
            return
        self._end(token.start, hard=False, keep_denial=bool(self.denied) and self._list_goes_on())

    def _on_list(self, token: Token) -> None:
        self._end(token.start, hard=False, keep_denial=True)

    def _on_no(self, token: Token) -> None:
        self._flush()
        self.denied, self.fresh, self.any_denied, self.says = "no", True, True, False

    def _on_swap(self, token: Token) -> None:
        self._flush()
        if self.denied == "no" and self.fresh:  # "don't change": what follows stays as it is
            self.denied, self.fresh = "", False
            return
        self.denied, self.fresh, self.alters, self.swapping = "weak", False, True, True

    def _on_to(self, token: Token) -> None:
        if self.swapping:
            self._on_into(token)
            self.swapping = False
        elif self._next_kind() not in _PARTS:  # 'purple for the hoodie'
            self._flush()

    def _on_into(self, token: Token) -> None:
        self._flush()
        self.denied, self.alters, self.says = "", True, True
        for number in range(self.first, len(self.facts)):
            fact = self.facts[number]
            if not fact.denied and fact.field in (
                "glasses",
                "facial_hair",
                "clothing",
                "accessories",
                "hair_style",
            ):
                self._deny(number, "weak")

    def _on_off(self, token: Token) -> None:
        self._flush()
        follows = self._part_follows()
        if self._has_part() and not (token.latin and follows):
            self._deny_part()
        elif follows:
            self.denied, self.fresh = "no", False
        self.any_denied = True

    def _on_but(self, token: Token) -> None:
        self._flush()
        self.alters = self.alters or self.any_denied
        self.denied = ""

    def _on_alter(self, token: Token) -> None:
        self._flush()
        self.alters = True
        if not self.fresh:
            self.denied = ""

    def _on_yes(self, token: Token) -> None:
        waits = self.anchor is not None and self.anchor.bare and self.anchor.here and not self.anchor.told
        if not (waits and self.pending and not token.latin):
            self._flush()
        if not (self.denied and self.fresh):
            self.denied = ""
        self.dressing, self.says = True, False
        self.inside = token.latin and token.end - token.start == len("in")

    def _on_or(self, token: Token) -> None:
        if not self.denied:
            self._flush()
            self.other = True

    def _on_and(self, token: Token) -> None:
        if self.pending and self._next_kind() not in MODIFIERS:
            following = self._next_kind()
            of_hair = following in ("hair_style", "hair_color") and self.pending[-1].value not in (
                "old",
                "young",
            )
            if not (of_hair and not (self.anchor and self.anchor.here)):
                self._flush()
        if self.denied and not self.fresh and self._next_word_is_article():
            self.denied = ""

    def _on_is(self, token: Token) -> None:
        self._flush()
        self.says = True

    def _on_maybe(self, token: Token) -> None:
        self.unsure = True

    def _on_one(self, token: Token) -> None:
        self._flush()

    def _on_hold(self, token: Token) -> None:
        self._flush()
        self.holding = token.start

    def _on_fill(self, token: Token) -> None:
        return

    # --- words that mean something ----------------------------------------------------------------

    def _on_colour(self, token: Token) -> None:
        value, start = token.value, token.start
        last = self.pending[-1] if self.pending else None
        if (
            last
            and last.token.kind == "adj"
            and last.value in ("light", "dark")
            and token.start - last.token.end <= 1
        ):
            value, start = shaded(last.value, value), last.start
            self.pending.pop()
        self._wait(token, value, start)

    def _on_adj(self, token: Token) -> None:
        self._wait(token, token.value, token.start)

    def _wait(self, token: Token, value: str, start: int) -> None:
        self.pending.append(_Modifier(token, value, start, self.denied, self.alters, self.other))
        self.fresh = False
        self.other = False

    def _on_noun(self, token: Token) -> None:
        slot = token.value
        if slot == HAIR:
            self.hair = True
        mods = self._taken(slot)
        anchor = _Anchor(slot, token, bare=True, told=bool(mods), denied=self.denied)
        for modifier in mods:
            self._tell(modifier, anchor)
        if slot == EYES and mods:
            self._lose(mods[0].start, token.end, ("eyes", mods[-1].value))
        elif slot in (EYES, FACE) and self._follows_unknown(token):
            self._lose(self.tokens[self.at - 1].start, token.end)
        elif slot == FACE and mods and mods[0].token.kind == "adj":
            self._lose(mods[0].start, token.end)
        elif slot == FACE and self.denied and self.fresh:
            self._add("expression", "neutral", token, 0.5, plain=True)
        elif self.denied == "no" and not mods and slot in (HAIR, BACKGROUND):
            name, value = ("hair_style", "bald") if slot == HAIR else ("background", "transparent")
            self._add(name, value, token, 0.8, plain=True)
        self.says, self.fresh = False, False
        self.anchor = anchor

    def _on_garment(self, token: Token) -> None:
        mods = self._taken(CLOTHES)
        self._lose(token.start, token.end, ("clothes", token.value))
        self.anchor = _Anchor(CLOTHES, token, denied=self.denied)
        for modifier in mods:
            self._tell(modifier, self.anchor)
        self.fresh = False

    def _on_pronoun(self, token: Token) -> None:
        self.facts.append(Fact("gender", token.value, token.start, token.end, 0.6))

    def _on_mood(self, token: Token) -> None:
        if not self.denied:
            self._add("mood_words", token.value, token, 0.9)
        self.fresh = False

    def _on_extra(self, token: Token) -> None:
        self._lose(token.start, token.end, ("extra", token.value))
        self.fresh = False

    def _on_unknown(self, token: Token) -> None:
        """An unknown noun takes the adjectives before it along; an unknown adjective does not."""
        following = self._next_token()
        describes = (
            token.latin
            and token.kind == "?"
            and following is not None
            and following.start - token.end <= 1
            and (following.kind in _PARTS or following.kind in MODIFIERS)
        )
        start = token.start
        before = self.anchor
        if self.pending and before is not None and before.here and before.bare and not before.told:
            self._flush()  # 'hair as black as coal'
        if self.pending and not describes:
            mods, self.pending = self.pending, []
            ages = [one for one in mods if one.value in ("old", "young")]
            for modifier in ages:
                if not self.dressing:
                    self._tell(modifier, _Anchor(PERSON, token))
            others = [one for one in mods if one not in ages]
            start = others[0].start if others else start
            self.anchor = _Anchor(OTHER, token)
        self._lose(start, token.end)
        self.fresh = False

    def _follows_unknown(self, token: Token) -> bool:
        before = self.tokens[self.at - 1] if self.at else None
        return before is not None and before.kind in ("?", "thing") and before.end == token.start

    def _on_thing(self, token: Token) -> None:
        self._on_unknown(token)

    def _fact(self, token: Token, sense: Sense) -> None:
        sure = 0.95 * token.sure * (0.75 if any(one.kind == "~" for one in token.senses) else 1.0)
        self._add(sense.kind, sense.value, token, sure)

    def _arrive_at(self, token: Token) -> None:
        """The part that the token names takes the adjectives that wait for it."""
        if token.kind == "?":
            self._on_unknown(token)
            return
        fields = [sense.kind for sense in token.senses]
        slot = next((SLOT_OF_FIELD[name] for name in fields if name in SLOT_OF_FIELD), ROBOT)
        number = len(self.facts) - 1
        mods = self._taken(slot)
        anchor = _Anchor(slot, token, fact=number, told=bool(mods), denied=self.facts[number].denied)
        if slot == HAIR:
            self.hair = True
        if slot == HAIR and self.facts[number].value == "bald":
            anchor.slot = OTHER
        for modifier in mods:
            self._tell(modifier, anchor)
        self.anchor = anchor
        self.fresh = False

    # --- attachment -------------------------------------------------------------------------------

    def _taken(self, slot: str) -> list[_Modifier]:
        """The waiting adjectives that go to a part that is named now; a bare part before has the first claim."""
        mods, self.pending = self.pending, []
        before = self.anchor
        if mods and before and before.here and before.bare and not before.told and before.slot != slot:
            near = not before.token.latin and mods[0].start - before.token.end <= 2
            if self.says or near:
                for modifier in mods:
                    self._tell(modifier, before)
                before.told = True
                return []
        return mods

    def _tell(self, modifier: _Modifier, anchor: _Anchor, sure: float = 1.0) -> None:
        found = meaning(anchor.slot, modifier.token.kind, modifier.value)
        token = modifier.token
        if found is None:
            light = modifier.value in PASSED_OVER or modifier.value in BEARABLE.get(anchor.slot, ())
            if not light and anchor.slot != EYES and not modifier.denied:
                self._lose(modifier.start, token.end, (anchor.slot, modifier.value))
            return
        name, value, certain = found
        stays = anchor.slot in (CLOTHES, ACCESSORY) and anchor.denied and not modifier.denied
        if stays and anchor.fact is not None:
            # 'Not the blue hoodie but the green one': the hoodie stays.
            self.facts[anchor.fact] = replace(self.facts[anchor.fact], denied="")
            anchor.denied = ""
        if modifier.denied and anchor.denied == "no" and anchor.fact is not None and name == "clothing_color":
            anchor.told = True
        owner = (
            anchor.fact if name == "clothing_color" and anchor.slot == CLOTHES and not anchor.bare else None
        )
        if name == "clothing_color" and anchor.fact is None and not anchor.bare and anchor.slot == CLOTHES:
            owner = -1
        self.facts.append(
            Fact(
                name,
                value,
                modifier.start,
                token.end,
                certain * sure * token.sure * (0.7 if self.unsure else 1.0),
                modifier.denied,
                modifier.alters or self.alters,
                modifier.other,
                owner,
            )
        )

    def _flush(self) -> None:
        """A boundary: adjectives that still wait go to the part before them, or stand alone."""
        mods, self.pending = self.pending, []
        for modifier in mods:
            anchor = self._anchor_for(modifier)
            if anchor is not None and anchor.slot == EYES:
                self._lose(anchor.token.start, modifier.token.end, ("eyes", modifier.value))
            elif anchor is not None:
                self._tell(modifier, anchor, 1.0 if anchor.here else FAR)
                anchor.told = True
            elif modifier.value in ("old", "young"):
                self._tell(modifier, _Anchor(PERSON, modifier.token))
            elif modifier.value in ("short", "long") and self.hair:
                self._tell(modifier, _Anchor(HAIR, modifier.token), FAR)
            elif modifier.value not in PASSED_OVER:
                self._lose(modifier.start, modifier.token.end)

    def _anchor_for(self, modifier: _Modifier) -> _Anchor | None:
        is_color, anchor = modifier.token.kind == "colour", self.anchor
        if anchor is not None and anchor.here and (anchor.bare or self.says or anchor.slot != PERSON):
            if meaning(anchor.slot, modifier.token.kind, modifier.value) is not None:
                return anchor
            if anchor.slot not in (PERSON, FACE, OTHER) and not self.dressing:
                return anchor
        if (
            is_color
            and self.inside
            and anchor is not None
            and anchor.here
            and anchor.slot in (CLOTHES, ACCESSORY)
        ):
            return anchor
        if is_color and self.dressing:
            return _Anchor(CLOTHES, modifier.token, bare=True)
        if anchor is None or anchor.slot in (PERSON, FACE, OTHER):
            return None
        return anchor if meaning(anchor.slot, modifier.token.kind, modifier.value) is not None else None

    # --- denial -----------------------------------------------------------------------------------

    def _has_part(self) -> bool:
        here = self.anchor is not None and self.anchor.here
        return (here and any(not fact.denied for fact in self.facts[self.first :])) or (here and self._bare())

    def _bare(self) -> bool:
        return self.anchor is not None and self.anchor.bare

    def _deny_part(self) -> None:
        """'Take the hat off': what the clause named just now shall not be."""
        anchor = self.anchor
        if anchor is None:
            return
        if anchor.fact is not None:
            self._deny(anchor.fact, "no")
            anchor.denied = "no"
        elif anchor.bare and anchor.slot in (HAIR, BACKGROUND) and not anchor.told:
            name, value = ("hair_style", "bald") if anchor.slot == HAIR else ("background", "transparent")
            self._add(name, value, anchor.token, 0.7, plain=True)
        else:
            for number in range(self.first, len(self.facts)):
                self._deny(number, "no")

    def _deny(self, number: int, how: str) -> None:
        self.facts[number] = replace(self.facts[number], denied=how)

    def _add(self, name: str, value: str, token: Token, sure: float, *, plain: bool = False) -> None:
        self.facts.append(
            Fact(
                name,
                value,
                token.start,
                token.end,
                sure * (0.7 if self.unsure else 1.0),
                "" if plain else self.denied,
                self.alters,
                self.other,
            )
        )
        self.other = False

    # --- clauses ----------------------------------------------------------------------------------

    def _end(self, place: int, *, hard: bool, keep_denial: bool = False) -> None:
        if self.holding is not None:
            self._lose(self.holding, place)
            self.holding = None
        self._flush()
        if self.denied == "no" and self.fresh and self.anchor is not None and self.anchor.here:
            self._deny_part()
        if not keep_denial:
            self.denied, self.fresh = "", False
        if hard:
            self.alters = self.swapping = False
        if self.anchor is not None:
            self.anchor.here = False
        self.dressing = self.inside = self.says = self.unsure = self.other = False
        self.first = len(self.facts)

    def _lets_go(self, token: Token) -> bool:
        """Whether a token ends what is held, ridden or done."""
        ends = token.kind in ("stop", "comma", "list", "yes", "but", "no", "gender", "age", "off", "alter")
        if ends or (token.kind == "noun" and token.value == BACKGROUND):
            assert self.holding is not None
            self._lose(self.holding, self.tokens[self.at - 1].end)
            self.holding = None
            self.pending = []
            return True
        return False

    def _lose(self, start: int, end: int, extra: tuple[str, str] | None = None) -> None:
        self.lost.append(Lost(start, end, extra))

    # --- looking ahead ----------------------------------------------------------------------------

    def _next_token(self) -> Token | None:
        return next((token for token in self.tokens[self.at + 1 :] if token.kind != "fill"), None)

    def _next_kind(self) -> str:
        token = self._next_token()
        return token.kind if token else "stop"

    def _of_something_else(self) -> bool:
        """A gradient that is hair's or a garment's."""
        for token in self.tokens[self.at + 1 :]:
            if token.kind not in ("fill", *MODIFIERS):
                return token.kind in ("hair_style", "clothing", "accessories") or token.value in (
                    HAIR,
                    CLOTHES,
                )
        return False

    def _next_word_is_article(self) -> bool:
        following = self.tokens[self.at + 1 : self.at + 2]
        return bool(following) and following[0].kind in ("fill", "yes")

    def _part_follows(self) -> bool:
        for token in self.tokens[self.at + 1 :]:
            if token.kind in ("stop", "comma", "but", "and", "yes"):
                return False
            if token.kind in _PARTS and token.value not in (FACE, SKIN):
                return True
        return False

    def _list_goes_on(self) -> bool:
        """'No hat, beard or glasses': an 'or' follows before anything else is said."""
        for token in self.tokens[self.at + 1 :]:
            if token.kind == "or":
                return True
            if token.kind in ("stop", "but", "yes", "no", "is"):
                return False
        return False
