"""A key's first call from somewhere goes the ordinary way, and only that."""

from __future__ import annotations

from huahua.gateway.lane.places import MAX_KNOWN, Places


def test_a_place_is_new_once() -> None:
    places = Places()
    through = [(b"x-forwarded-for", b"198.51.100.1")]
    for key, host, headers in (
        ("sk-a", "192.0.2.1", []),
        ("sk-a", "192.0.2.2", []),
        ("sk-b", "192.0.2.1", []),
        ("sk-a", "192.0.2.1", through),
        ("sk-a", None, []),
    ):
        assert places.is_new(key, host, headers)
        assert not places.is_new(key, host, [*headers, (b"user-agent", b"x")])


def test_guesses_fill_no_memory() -> None:
    places = Places()
    for number in range(MAX_KNOWN + 1):
        assert places.is_new(f"sk-{number}", "192.0.2.1", [])
    assert len(places._known) == 1
