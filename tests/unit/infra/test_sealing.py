import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.infra.sealing import BadSecret, SealBroken, Sealer, load_or_make_secret

SEALER = Sealer(b"0" * 32)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again_and_does_not_show(text: str) -> None:
    sealed = SEALER.seal(text, context="providers.api_key")
    assert SEALER.open(sealed, context="providers.api_key") == text
    assert len(text) < 8 or text not in sealed


def test_another_secret_context_or_a_change_does_not_open() -> None:
    sealed = SEALER.seal("sk-secret", context="a")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for sealer, text, context in [
        (Sealer(b"1" * 32), sealed, "a"),
        (SEALER, sealed, "b"),
        (SEALER, changed, "a"),
    ]:
        with pytest.raises(SealBroken):
            sealer.open(text, context=context)


def test_a_keyed_hash_depends_on_the_secret() -> None:
    assert SEALER.keyed_hash("x") == SEALER.keyed_hash("x")
    assert SEALER.keyed_hash("x") != Sealer(b"1" * 32).keyed_hash("x")


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret.key"
    made = load_or_make_secret(path)
    assert load_or_make_secret(path) == made
    assert len(made) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_start_together_find_one_whole_secret(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: load_or_make_secret(path), range(32)))
    assert found == {load_or_make_secret(path)}
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("written", [b"", b"!!!", b"c2hvcnQ=", b"c2hvcnQ"])
def test_a_damaged_secret_file_is_named_and_left_alone(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(written)
    with pytest.raises(BadSecret, match=r"secret\.key"):
        load_or_make_secret(path)
    assert path.read_bytes() == written
