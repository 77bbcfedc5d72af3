from hypothesis import given
from hypothesis import strategies as st

from huahua.kit.ids import new_id
from huahua.kit.pages import BadCursor, decode_cursor, encode_cursor


def test_ids_sort_in_the_order_of_their_making() -> None:
    ids = [new_id("run") for _ in range(5_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_an_id_has_its_prefix_and_26_characters() -> None:
    prefix, ulid = new_id("conv").split("_")
    assert prefix == "conv"
    assert len(ulid) == 26


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\x00\x1f", exclude_categories=["Cs"])), min_size=1
    )
)
def test_a_cursor_gives_back_its_keys(keys: list[str]) -> None:
    assert decode_cursor(encode_cursor(*keys), len(keys)) == tuple(keys)


@given(st.text())
def test_a_foreign_cursor_is_refused_or_read_never_a_crash(cursor: str) -> None:
    try:
        assert len(decode_cursor(cursor, 2)) == 2
    except BadCursor as fault:
        assert "cursor" in str(fault)
