from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, Text

from huahua.infra.sealing import Envelope, Sealer
from huahua.infra.vault import SEALED, BrokenSeal, KeyRing, PlainVault, findable, sealed_before
from huahua.infra.vault.columns import sealed_tables
from huahua.infra.vault.kek import KeyEncryptionError, new_key, open_kek
from huahua.infra.vault.keyring import PREFIX, KeyGone, is_sealed, key_of
from tests.vaults import RING, SECRET, new_vault, vault_of

METADATA = MetaData()
NOTES = Table(
    "notes",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("text", Text, info=SEALED),
    Column("more", JSON, info=SEALED),
    Column("email", Text, info=findable("email_hash")),
    Column("email_hash", String(64)),
    Column("old", Text, info=sealed_before("notes.old")),
    Column("plain", Text),
)
STEPS = Table(
    "steps",
    METADATA,
    Column("run_id", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("data", JSON, info=SEALED),
)
Table("others", METADATA, Column("id", String(40), primary_key=True))
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | TEXTS.map(lambda text: text.replace("\x00", "")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)


@given(TEXTS, TREES)
def test_a_row_comes_back_as_it_went_in(text: str, tree: object) -> None:
    vault = new_vault()
    values = {"id": "n1", "text": text, "more": tree, "plain": text}
    stored = vault.seal(NOTES, values)
    assert stored["plain"] == text and stored["id"] == "n1"
    assert not text or (is_sealed(stored["text"]) and (len(text) < 8 or text not in stored["text"]))
    assert vault.open(NOTES, stored) == values


def test_nothing_is_not_sealed() -> None:
    values = {"id": "n1", "text": "", "more": None, "email": None}
    assert new_vault().seal(NOTES, values) == values
    assert new_vault().seal(NOTES, {"id": "n1", "more": {}})["more"] == {}


@pytest.mark.parametrize("key", [("n2",), ("n1", "x")])
def test_a_value_opens_in_its_own_row_only(key: tuple[str, ...]) -> None:
    sealed = new_vault().seal(NOTES, {"text": "hello"}, "n1")
    assert new_vault().open(NOTES, sealed, "n1") == {"text": "hello"}
    with pytest.raises(BrokenSeal):
        new_vault().open(NOTES, sealed, *key)


def test_a_value_opens_in_its_own_column_and_table_only() -> None:
    vault = new_vault()
    sealed = vault.seal(NOTES, {"text": '"hello"'}, "n1")["text"]
    for table, column in ((NOTES, "more"), (NOTES, "old"), (STEPS, "data")):
        with pytest.raises(BrokenSeal):
            vault.open(table, {column: sealed}, "n1")


@given(st.data())
def test_a_changed_value_does_not_open(data: st.DataObject) -> None:
    sealed = RING.seal("the secret of the garden", b"here")
    raw = bytearray(base64.urlsafe_b64decode(sealed.removeprefix(PREFIX)))
    position = data.draw(st.integers(0, len(raw) - 1))
    raw[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BrokenSeal):
        RING.open(PREFIX + base64.urlsafe_b64encode(bytes(raw)).decode(), b"here")


@pytest.mark.parametrize("broken", [PREFIX, PREFIX + "AAAA", PREFIX + "你好", PREFIX + "!!!!", "plain"])
def test_what_is_no_sealed_value_is_refused(broken: str) -> None:
    with pytest.raises(BrokenSeal):
        RING.open(broken, b"here")


def test_values_from_before_are_read_as_they_are() -> None:
    before = {"id": "n1", "text": "written before", "more": {"a": 1}, "email": "ann@example.com"}
    assert new_vault().open(NOTES, before) == before


def test_values_of_the_old_kind_of_seal_open() -> None:
    old = Sealer(SECRET).seal("sk-123", context="notes.old")
    assert new_vault().open(NOTES, {"id": "n1", "old": old})["old"] == "sk-123"
    with pytest.raises(BrokenSeal):
        new_vault(secret=b"1" * 32).open(NOTES, {"id": "n1", "old": old})


def test_a_sealed_value_is_found_by_its_hash() -> None:
    for vault in (new_vault(), PlainVault()):
        stored = vault.seal(NOTES, {"id": "n1", "email": "ann@example.com"})
        assert stored["email_hash"] == vault.find(NOTES, "email", "ann@example.com")
        assert stored["email_hash"] != vault.find(NOTES, "email", "bob@example.com")
        assert stored["email_hash"] != vault.find(NOTES, "text", "ann@example.com")
    assert new_vault(secret=b"1" * 32).find(NOTES, "email", "a") != new_vault().find(NOTES, "email", "a")


def test_a_row_of_two_key_columns() -> None:
    stored = new_vault().seal(STEPS, {"run_id": "run_1", "seq": 7, "data": {"text": "hi"}})
    assert new_vault().open(STEPS, stored)["data"] == {"text": "hi"}
    with pytest.raises(BrokenSeal):
        new_vault().open(STEPS, stored | {"seq": 8})


def test_marked_tables_are_found() -> None:
    found = {each.table.name: [column.name for column in each.columns] for each in sealed_tables(METADATA)}
    assert found == {"notes": ["text", "more", "email", "old"], "steps": ["data"]}


@given(st.lists(st.sampled_from(["rotate", "drop"]), max_size=6))
def test_every_key_that_is_kept_opens_what_it_sealed(steps: list[str]) -> None:
    ring, sealed = KeyRing.fresh(), {}
    sealed[ring.primary] = ring.seal("hello", b"")
    for step in steps:
        if step == "rotate":
            ring = ring.with_new_primary()
            sealed[ring.primary] = ring.seal("hello", b"")
        elif len(ring.keys) > 1:
            ring = ring.without(next(key for key in ring.keys if key != ring.primary))
    assert key_of(ring.seal("x", b"")) == ring.primary
    for key_id, text in sealed.items():
        assert key_of(text) == key_id
        if key_id in ring.keys:
            assert ring.open(text, b"") == "hello"
        else:
            with pytest.raises(KeyGone):
                ring.open(text, b"")


def test_the_key_that_seals_cannot_be_dropped() -> None:
    with pytest.raises(ValueError, match="seals"):
        RING.without(RING.primary)


def test_a_key_that_another_process_made_is_fetched() -> None:
    newer = RING.with_new_primary()
    rings = iter([RING, newer])
    vault = vault_of(lambda: next(rings))
    assert vault.ring == RING
    stored = new_vault(newer).seal(NOTES, {"id": "n1", "text": "hello"})
    assert vault.open(NOTES, stored)["text"] == "hello"
    assert vault.ring == newer


def test_keys_do_not_show() -> None:
    assert RING.keyset not in repr(RING) and "value" not in repr(RING)


# --- key-encryption keys --------------------------------------------------------------------------

SEALER = Sealer(SECRET)


def _variables(**given: str) -> Callable[[str], str | None]:
    return given.get


def test_a_ring_is_wrapped_and_unwrapped(tmp_path: object) -> None:
    key = new_key()
    for address in ("secret", "env:MASTER"):
        wrapped = RING.wrap(open_kek(address, SEALER, _variables(MASTER=key)))
        assert RING.primary not in wrapped or '"value"' not in wrapped
        opened = KeyRing.unwrap(wrapped, open_kek(address, SEALER, _variables(MASTER=key)))
        assert opened.open(RING.seal("hello", b"x"), b"x") == "hello"
        other = open_kek("env:MASTER", Sealer(b"9" * 32), _variables(MASTER=new_key()))
        with pytest.raises(BrokenSeal, match="another key-encryption key"):
            KeyRing.unwrap(wrapped, other)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("env:NONE", "environment variable NONE is not set"),
        ("env:SHORT", "holds no 32 bytes"),
        ("file:/nowhere/key", "cannot read /nowhere/key"),
        ("pkcs11:abc", "no kind of key"),
        ("hcvault://", "give hcvault"),
        ("hcvault://vault.example/transit/keys/huahua", "VAULT_TOKEN is not set"),
    ],
)
def test_a_wrong_address_says_what_to_do(address: str, said: str) -> None:
    with pytest.raises(KeyEncryptionError, match=said):
        open_kek(address, SEALER, _variables(SHORT="AAAA"))


def test_without_its_library_a_key_server_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "hvac", None)
    with pytest.raises(KeyEncryptionError, match=r"huahua\[kms\]"):
        open_kek("hcvault://vault.example/transit/keys/huahua", SEALER, _variables(VAULT_TOKEN="t"))


def test_an_envelope_is_bound_to_its_context() -> None:
    key = open_kek("env:K", SEALER, _variables(K=new_key()))
    sealed = key.encrypt(b"data", b"a")
    assert key.decrypt(sealed, b"a") == b"data"
    with pytest.raises(Exception, match="sealed"):
        key.decrypt(sealed, b"b")
    assert Envelope(b"0" * 32).seal(b"data", b"a") != Envelope(b"0" * 32).seal(b"data", b"a")
