"""Hundreds of things people type, in two languages, and what must come of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from huahua.gateway.providers.builtin.assistant.language import detect
from huahua.gateway.providers.builtin.assistant.replies import TABLES

from .support import PICTURES, ask, offered

CORPUS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "corpus.yaml").read_text("utf-8")
)


def rows(section: str) -> list[Any]:
    return [pytest.param(row, id=str(row["say"])) for row in CORPUS[section]]


def keys_of(text: str) -> set[str]:
    """The reply keys whose phrases could have made `text`."""
    found = set()
    for table in TABLES.values():
        for key, phrases in table.items():
            for phrase in phrases:
                literal = [part.partition("}")[2] if i else part for i, part in enumerate(phrase.split("{"))]
                if any(part.strip() for part in literal) and all(part in text for part in literal):
                    found.add(key)
    return found


def test_the_corpus_is_large_and_has_no_doubles() -> None:
    said = [row["say"] for section in CORPUS.values() for row in section]
    assert len(said) >= 250
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("row", rows("paint"))
def test_wishes_for_pictures_are_painted(row: dict[str, Any]) -> None:
    reply = ask(row["say"], tools=offered(PICTURES))
    assert [call.name for call in reply.tool_calls] == ["paint_picture"], reply.text
    wanted = {key: row[key] for key in ("prompt", "style", "aspect", "count", "negative") if key in row}
    assert reply.tool_calls[0].arguments == wanted
    assert reply.finish_reason == "tool_calls"


@pytest.mark.parametrize("row", rows("edit"))
def test_changes_reach_the_right_picture(row: dict[str, Any]) -> None:
    reply = ask(row["say"], tools=offered(PICTURES))
    assert [call.name for call in reply.tool_calls] == ["edit_picture"], reply.text
    arguments = reply.tool_calls[0].arguments
    assert arguments["instruction"]
    for key in ("picture", "instruction", "prompt"):
        if key in row:
            assert arguments[key] == row[key]


@pytest.mark.parametrize("row", rows("avatar"))
def test_avatars_are_described(row: dict[str, Any]) -> None:
    reply = ask(row["say"], tools=offered(PICTURES))
    assert [call.name for call in reply.tool_calls] == ["make_avatar"], reply.text
    assert reply.tool_calls[0].arguments == {key: value for key, value in row.items() if key != "say"}


@pytest.mark.parametrize("row", rows("answer"))
def test_questions_get_their_answer(row: dict[str, Any]) -> None:
    reply = ask(row["say"], tools=offered(PICTURES))
    assert not reply.tool_calls
    if "is" in row:
        assert reply.text == row["is"]
    if "has" in row:
        assert row["has"] in reply.text
    if "any" in row:
        assert any(part in reply.text for part in row["any"]), reply.text


@pytest.mark.parametrize("row", rows("intent"))
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_talk_gets_a_fitting_reply(row: dict[str, Any], seed: int) -> None:
    reply = ask(row["say"], tools=offered(), seed=seed)
    assert not reply.tool_calls
    wanted = set(row.get("any", [row.get("is")]))
    assert wanted & keys_of(reply.text), reply.text


@pytest.mark.parametrize("row", rows("talk"))
def test_other_talk_paints_nothing(row: dict[str, Any]) -> None:
    assert not ask(row["say"], tools=offered(PICTURES)).tool_calls


@pytest.mark.parametrize(
    "row", [*rows("paint"), *rows("edit"), *rows("avatar"), *rows("intent"), *rows("talk")]
)
def test_the_reply_is_in_the_users_language(row: dict[str, Any]) -> None:
    reply = ask(row["say"], tools=offered(PICTURES))
    if row.get("is") == "switched":
        assert detect(reply.text) == ("zh" if "中文" in row["say"] else "en")
    elif row["say"] != "画 a cat on 月亮":
        assert detect(reply.text) == detect(row["say"])
