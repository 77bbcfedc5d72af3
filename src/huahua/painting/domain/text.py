"""Texts from outside, made fit to be stored and searched."""

from __future__ import annotations

from huahua.kit.text import NONCHARACTERS

_CONTROLS = NONCHARACTERS | {code: None for code in range(32) if chr(code) not in "\t\n"}

CONTINUED = "Continue the picture beyond its edges, in the same style and light."
"""What is asked for when a picture is made larger and nobody says what shall be there."""


def clean(text: str) -> str:
    """Without control characters, noncharacters and lone surrogates, which databases or files cannot hold."""
    return text.translate(_CONTROLS).encode("utf-8", "ignore").decode().strip()


def is_chinese(text: str) -> bool:
    """Whether a text holds Han characters."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
