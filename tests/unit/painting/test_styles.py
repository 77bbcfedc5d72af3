from __future__ import annotations

import pytest

from huahua.painting.domain.styles import said, style_id
from huahua.painting.engines.builtin import STYLES
from huahua.painting.engines.tasks import enriched


@pytest.mark.parametrize("style", ["ink", "ink-wash", "Ink Wash", "ink_wash"])
def test_one_style_under_many_spellings(style: str) -> None:
    assert style_id(style) == "ink"
    assert said(style, chinese=True) == "水墨"
    assert said(style, chinese=False) == "ink wash"


def test_every_medium_of_the_painter_has_a_name_in_both_languages() -> None:
    assert [style for style in STYLES if said(style, chinese=True) == style] == []


def test_an_unknown_style_stays_as_it_is() -> None:
    assert said("vaporwave", chinese=True) == "vaporwave"


def test_an_enriched_prompt_speaks_one_language() -> None:
    richer = enriched("一只猫", "ink-wash", 3, [])
    assert "水墨" in richer
    assert "ink" not in richer
