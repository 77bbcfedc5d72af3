"""What a rewritten prompt adds and takes: both texts can be read from the changes again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huahua.painting.domain.changes import changes

WORDS = st.lists(
    st.sampled_from(["a", "red", "boat", " ", ", ", "雨后", "的", "江南", "don't", "\n"]), max_size=12
)


@given(WORDS, WORDS)
def test_both_texts_are_in_the_changes(before: list[str], after: list[str]) -> None:
    old, new = "".join(before), "".join(after)
    found = changes(old, new)
    assert "".join(change.text for change in found if change.kind != "removed") == new
    assert "".join(change.text for change in found if change.kind != "added") == old


def test_words_are_compared_whole_and_han_letter_by_letter() -> None:
    kinds = [(change.kind, change.text) for change in changes("a red boat", "a red boat, at dawn")]
    assert kinds == [("same", "a red boat"), ("added", ", at dawn")]
    assert [change.text for change in changes("小船", "小红船") if change.kind == "added"] == ["红"]
