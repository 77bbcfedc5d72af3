"""Whatever is done to the chain without the key is found."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.audit.domain.chain import START, Fault, Walk, checkpoint_mark, head_mark, tie
from huahua.audit.domain.entry import GENESIS, Actor, Entry, Mark, Origin, Statement, Subject, digest

LENGTH = 8


def seal(text: str) -> str:
    return hmac.new(b"the key", text.encode(), hashlib.sha256).hexdigest()


def no_seal(text: str) -> str:
    return hmac.new(b"not the key", text.encode(), hashlib.sha256).hexdigest()


def statement(number: int) -> Statement:
    return Statement(
        id=f"aud_{number}",
        at=datetime(2026, 11, 21, tzinfo=UTC) + timedelta(seconds=number),
        actor=Actor("user", "usr_1", "administrator"),
        origin=Origin("192.0.2.1", "browser", "req_1"),
        action="user.changed",
        subject=Subject("user", f"usr_{number}"),
        before='{"role":"user"}',
        after='{"role":"finance"}',
    )


def chain(length: int = LENGTH, seal: Callable[[str], str] = seal) -> tuple[list[Entry], Mark]:
    entries, head = [], START
    for number in range(1, length + 1):
        entry, head = tie(seal, head, statement(number))
        entries.append(entry)
    return entries, head


ENTRIES, HEAD = chain()


def fault(entries: list[Entry], head: Mark | None = HEAD, checkpoint: Mark | None = None) -> Fault | None:
    walk = Walk(seal, head, checkpoint)
    for entry in entries:
        if not walk.take(entry):
            break
    return walk.end()


def test_an_untouched_chain_holds() -> None:
    assert fault(ENTRIES) is None
    assert fault([], head=None) is None
    assert fault([], head=START) == Fault(0, "head")  # nobody writes an end without an entry


def test_the_hash_is_the_documented_one() -> None:
    """The text of `docs/reference/audit.md`, written out."""
    text = (
        '{"action":"user.changed","actor":{"key_id":null,"kind":"user","role":"administrator","user_id":"usr_1"},'
        '"after":"{\\"role\\":\\"finance\\"}","at":"2026-11-21T00:00:01.000000Z","before":"{\\"role\\":\\"user\\"}",'
        '"id":"aud_1","ip":"192.0.2.1","previous":"' + GENESIS + '","request_id":"req_1","seq":1,'
        '"subject":{"id":"usr_1","kind":"user"},"user_agent":"browser","v":1}'
    )
    assert digest(1, GENESIS, statement(1)) == hashlib.sha256(text.encode()).hexdigest()


CHANGES: list[Callable[[Statement], Statement]] = [
    lambda said: replace(said, id="aud_x"),
    lambda said: replace(said, at=said.at + timedelta(microseconds=1)),
    lambda said: replace(said, action="user.created"),
    lambda said: replace(said, subject=None),
    lambda said: replace(said, subject=Subject("user", "usr_x")),
    lambda said: replace(said, subject=Subject("key", said.subject.id if said.subject else "")),
    lambda said: replace(said, before=None),
    lambda said: replace(said, after='{"role":"administrator"}'),
    lambda said: replace(said, actor=replace(said.actor, kind="system")),
    lambda said: replace(said, actor=replace(said.actor, user_id="usr_2")),
    lambda said: replace(said, actor=replace(said.actor, role="user")),
    lambda said: replace(said, actor=replace(said.actor, key_id="key_1")),
    lambda said: replace(said, origin=replace(said.origin, address="192.0.2.2")),
    lambda said: replace(said, origin=replace(said.origin, user_agent="")),
    lambda said: replace(said, origin=replace(said.origin, request_id=None)),
]
places = st.integers(0, LENGTH - 1)


@given(places, st.sampled_from(CHANGES))
def test_a_changed_entry_is_named(place: int, changed: Callable[[Statement], Statement]) -> None:
    entries = list(ENTRIES)
    entries[place] = replace(entries[place], statement=changed(entries[place].statement))
    assert fault(entries) == Fault(place + 1, "changed")
    # Its hash is made to fit: then the seal does not.
    said = entries[place].statement
    entries[place] = replace(entries[place], hash=digest(place + 1, entries[place].previous, said))
    assert fault(entries) == Fault(place + 1, "forged")


@given(places, st.sampled_from(CHANGES))
def test_a_chain_computed_anew_from_a_changed_entry_on_is_found(
    place: int, changed: Callable[[Statement], Statement]
) -> None:
    entries, last = ENTRIES[:place], ENTRIES[place - 1] if place else None
    head = Mark(last.seq, last.hash, "") if last else START
    for number, entry in enumerate(ENTRIES[place:]):
        said = changed(entry.statement) if number == 0 else entry.statement
        forged, head = tie(no_seal, head, said)
        entries.append(forged)
    assert fault(entries, head) == Fault(place + 1, "forged")


@given(st.sets(places, min_size=1))
def test_removed_entries_are_found(gone: set[int]) -> None:
    left = [entry for place, entry in enumerate(ENTRIES) if place not in gone]
    first = min(gone) + 1
    cut_off = gone >= set(range(min(gone), LENGTH))
    assert fault(left) == Fault(first, "truncated" if cut_off else "missing")


@given(places, places)
def test_swapped_entries_are_found(one: int, other: int) -> None:
    entries = list(ENTRIES)
    entries[one], entries[other] = (
        replace(entries[other], seq=one + 1),
        replace(entries[one], seq=other + 1),
    )
    found = fault(entries)
    assert (found is None) == (one == other)
    assert found is None or found == Fault(min(one, other) + 1, "changed")


@given(st.integers(0, LENGTH - 1))
def test_a_shorter_chain_cannot_be_closed_with_what_is_in_it(length: int) -> None:
    left, seals = ENTRIES[:length], [entry.seal for entry in ENTRIES] + ["", "é", HEAD.seal]
    for each in seals:
        last = left[-1] if left else None
        head = Mark(last.seq if last else 0, last.hash if last else GENESIS, each)
        found = fault(left, head)
        if left:
            assert found == Fault(length, "head")
    if left:
        assert fault(left, None) == Fault(length, "head")


@given(st.integers(1, LENGTH))
def test_after_retention_the_rest_holds_from_its_checkpoint(removed: int) -> None:
    last = ENTRIES[removed - 1]
    mark = checkpoint_mark(seal, last.seq, last.hash)
    assert fault(ENTRIES[removed:], HEAD, mark) is None
    # Nobody else can say that something was removed,
    for each in (last.seal, checkpoint_mark(no_seal, last.seq, last.hash).seal, "é"):
        assert fault(ENTRIES[removed:], HEAD, replace(mark, seal=each)) == Fault(removed, "checkpoint")
    # and no checkpoint stands for more than it says.
    if removed < LENGTH:
        found = fault(ENTRIES[removed + 1 :], HEAD, mark)
        assert found == Fault(removed + 1, "truncated" if removed + 1 == LENGTH else "missing")


@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_an_anchor_must_be_passed(place: int) -> None:
    anchor = Mark(place, ENTRIES[place - 1].hash, "")
    for mark, expected in ((anchor, None), (replace(anchor, hash="0" * 64), Fault(place, "unlinked"))):
        walk = Walk(seal, HEAD, None, [mark])
        all(walk.take(entry) for entry in ENTRIES)
        assert walk.end() == expected
    shorter = head_mark(seal, place - 1, ENTRIES[place - 2].hash) if place > 1 else None
    walk = Walk(seal, shorter, None, [anchor])
    all(walk.take(entry) for entry in ENTRIES[: place - 1])
    assert walk.end() == Fault(place, "truncated")


def test_entries_beyond_the_end_are_found() -> None:
    assert fault(ENTRIES, head_mark(seal, 5, ENTRIES[4].hash)) == Fault(6, "unfinished")
