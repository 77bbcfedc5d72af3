"""`privacy:` of the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from huahua.boot.privacy import configured_privacy
from huahua.boot.settings import SettingsError, load_settings
from huahua.privacy.api import Kind

WHOLE = """
privacy:
  findings_days: 7
  masking:
    - {name: outside, kinds: [phone, email], teams: [team_1], exempt: [builtin, local], exempt_data_classes: [personal]}
    - {name: everything}
  rules:
    - {name: house, tier: block, words: [one], words_file: WORDS, allow: [one two], patterns: ['x\\d{3}']}
    - {name: judged, tier: review, directions: [input], judge: {model: cheap, kind: chat, guideline: No advice.}}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "words.txt").write_text("three\n\nfour\n", encoding="utf-8")
    path = folder / "huahua.yaml"
    path.write_text(text.replace("WORDS", str(folder / "words.txt")), encoding="utf-8")
    return path


def test_a_whole_section(tmp_path: Path) -> None:
    settings = load_settings({"HUAHUA_CONFIG": str(write(tmp_path, WHOLE))})
    policies, lists = configured_privacy(settings.privacy)
    assert [policy.name for policy in policies] == ["outside", "everything"]
    assert policies[0].kinds == {Kind.PHONE, Kind.EMAIL} and policies[0].exempt == {"builtin", "local"}
    assert policies[1].kinds == frozenset(Kind) and "transcription" not in policies[1].tasks
    assert lists[0].words == ("one", "three", "four") and lists[1].judge is not None
    assert settings.privacy.findings_days == 7


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("masking: [{name: x, kinds: [shoe]}]", "privacy.masking: 'x'"),
        ("masking: [{name: x}, {name: x}]", "two rows have one name"),
        ("rules: [{name: x, tier: log}]", "privacy.rules: 'x'"),
        ("rules: [{name: x, tier: log, patterns: ['(']}]", "privacy.rules: 'x'"),
        ("rules: [{name: x, tier: log, words_file: /nowhere/at/all}]", "cannot read /nowhere/at/all"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    settings = load_settings({"HUAHUA_CONFIG": str(write(tmp_path, f"privacy:\n  {text}\n"))})
    with pytest.raises(SettingsError, match=says.replace("(", r"\(")):
        configured_privacy(settings.privacy)
