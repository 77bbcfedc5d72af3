"""The tree of steps forgets what is oldest and least wanted, and never where one stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huahua.avatars.domain.history import MAX_STEPS, MIN_STEPS, line_to, to_drop
from huahua.avatars.domain.project import Scored, ranked


@st.composite
def trees(draw: st.DrawFn) -> dict[int, int | None]:
    """As they grow: each step was made from an earlier one, or begins anew; some were forgotten since."""
    size = draw(st.integers(1, 40))
    parents: dict[int, int | None] = {}
    for number in range(1, size + 1):
        parents[number] = draw(st.one_of(st.none(), st.integers(1, number - 1))) if number > 1 else None
    return {number: parent for number, parent in parents.items() if number == size or draw(st.booleans())}


@given(trees(), st.integers(1, 45), st.data())
def test_so_many_stay_and_the_step_one_stands_at_is_among_them(
    parents: dict[int, int | None], keep: int, data: st.DataObject
) -> None:
    head = data.draw(st.sampled_from(sorted(parents)))
    dropped = to_drop(parents, head, keep)
    assert len(dropped) == len(set(dropped)) == max(0, len(parents) - keep)
    assert head not in dropped and set(dropped) <= parents.keys()


@given(trees(), st.integers(1, 45), st.data())
def test_the_line_that_leads_here_is_the_last_to_go_and_goes_from_its_beginning(
    parents: dict[int, int | None], keep: int, data: st.DataObject
) -> None:
    head = data.draw(st.sampled_from(sorted(parents)))
    line = line_to(head, parents)
    gone = set(to_drop(parents, head, keep))
    if gone & line:
        assert parents.keys() - line <= gone
        assert max(gone & line) < min(line - gone)
    # A step that stays keeps the step it was made from, unless the line itself was cut there.
    for number in parents.keys() - gone - line:
        assert parents[number] not in gone


def test_many_steps_can_be_undone() -> None:
    straight: dict[int, int | None] = {n: n - 1 or None for n in range(1, MAX_STEPS + 2)}
    assert to_drop(straight, MAX_STEPS + 1) == [1]
    assert MAX_STEPS >= MIN_STEPS == 200


def test_places_are_shared_where_nothing_tells_pictures_apart() -> None:
    scored = [Scored("a", 0.5), Scored("b", None), Scored("c", 1.0), Scored("d", 0.5)]
    assert [(each.picture_id, place) for each, place in ranked(scored)] == [
        ("c", 1),
        ("a", 2),
        ("d", 2),
        ("b", None),
    ]
