"""The tree of messages: whatever its shape, paths and versions hold together."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from huahua.chat.domain.conversation import Message
from huahua.chat.domain.tree import by_id, newest_leaf, path_to, siblings
from tests.unit.chat.messages import assistant, user


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Message]:
    """Messages that hang anywhere on earlier ones, or at the root."""
    ids: list[str] = []
    messages = []
    for number in range(draw(st.integers(1, 30))):
        parent_id = draw(st.sampled_from([None, *ids]))
        make = user if number % 2 == 0 else assistant
        messages.append(make(f"msg_{number:04}", parent_id))
        ids.append(f"msg_{number:04}")
    return by_id(messages)


@given(trees(), st.data())
def test_a_path_runs_from_a_root_to_the_message_asked_for(
    tree: dict[str, Message], data: st.DataObject
) -> None:
    leaf = data.draw(st.sampled_from(sorted(tree)))
    path = path_to(tree, leaf)
    assert path[0].parent_id is None
    assert path[-1].id == leaf
    for parent, child in itertools.pairwise(path):
        assert child.parent_id == parent.id


@given(trees(), st.data())
def test_switching_to_a_message_keeps_it_on_the_path(tree: dict[str, Message], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(sorted(tree)))
    leaf = newest_leaf(tree, chosen)
    assert not any(message.parent_id == leaf for message in tree.values()), "it is a leaf"
    path = [message.id for message in path_to(tree, leaf)]
    assert chosen in path
    for message_id in path[path.index(chosen) + 1 :]:
        assert siblings(tree, message_id)[-1].id == message_id, "the newest version at every fork"


@given(trees(), st.data())
def test_versions_share_a_parent_and_know_each_other(tree: dict[str, Message], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(sorted(tree)))
    versions = siblings(tree, chosen)
    assert chosen in [version.id for version in versions]
    assert {version.parent_id for version in versions} == {tree[chosen].parent_id}
    assert all(siblings(tree, version.id) == versions for version in versions)


def test_no_leaf_is_an_empty_path() -> None:
    assert path_to({}, None) == []
    assert path_to({}, "msg_gone") == []


def test_a_cycle_in_broken_data_ends() -> None:
    tree = by_id([user("msg_a", "msg_b"), assistant("msg_b", "msg_a")])
    assert [message.id for message in path_to(tree, "msg_b")] == ["msg_a", "msg_b"]
