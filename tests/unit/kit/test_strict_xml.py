"""XML of strangers: what it may say, and what is refused before anything is done with it."""

from __future__ import annotations

from typing import NoReturn

import pytest

from huahua.kit.strict_xml import NotWellFormed, walk


class Refused(Exception):
    pass


def refuse(what: str) -> NoReturn:
    raise Refused(what)


def seen(text: str, *, spaces: bool = False) -> list[str]:
    found: list[str] = []
    walk(
        text,
        start=lambda name, attributes: found.append(f"<{name} {attributes}>"),
        end=lambda name: found.append(f"</{name}>"),
        words=found.append,
        refuse=refuse,
        spaces=spaces,
    )
    return found


def test_elements_and_words_come_in_their_order() -> None:
    assert seen('<a x="1">b<c/>d</a>') == ["<a {'x': '1'}>", "b", "<c {}>", "</c>", "d", "</a>"]
    assert seen('<a xmlns="urn:x"/>', spaces=True) == ["<urn:x a {}>", "</urn:x a>"]


def test_a_document_type_that_declares_nothing_is_taken() -> None:
    assert seen('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><svg/>')


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "entity"),
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>&b;</a>", "entity"),
        ("<a><?php echo 1 ?></a>", "<?php?>"),
    ],
)
def test_what_only_files_with_something_to_hide_need_is_refused(text: str, what: str) -> None:
    with pytest.raises(Refused, match=what.replace("?", r"\?")):
        seen(text)


@pytest.mark.parametrize("text", ["", "<a>", "<a></b>", "words", "<a>&nope;</a>"])
def test_what_is_no_xml_is_said(text: str) -> None:
    with pytest.raises(NotWellFormed):
        seen(text)
