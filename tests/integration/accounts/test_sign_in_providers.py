"""Providers that operators keep in the page, on a running server with a provider on this machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from huahua.accounts.domain import Role
from huahua.infra.permissions import ROLE_PERMISSIONS, Permission
from huahua.infra.vault.keyring import is_sealed
from tests.running_server import RunningServer
from tests.simulators.oidc import CLIENT, SECRET, OidcProvider

PATH = "/api/admin/sign-in/providers"
PASSWORD = "a long password"


@pytest.fixture(scope="module")
def running_provider() -> Iterator[OidcProvider]:
    with OidcProvider() as running:
        yield running


@pytest.fixture
def provider(running_provider: OidcProvider) -> OidcProvider:
    running_provider.reset()
    return running_provider


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, running_provider: OidcProvider
) -> Iterator[RunningServer]:
    fixed = running_provider.settings(name="fixed", title="Of the settings")
    with RunningServer(tmp_path_factory.mktemp("ways"), config={"auth": {"oidc": [fixed]}}) as running:
        yield running


@pytest.fixture(scope="module")
def boss(server: RunningServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def mine(boss: httpx.Client, provider: OidcProvider) -> Iterator[dict[str, Any]]:
    """The body of a provider that is there, named `club`, until the end of the test."""
    body: dict[str, Any] = {
        "title": "Club",
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
    }
    body = body | {"allow_private": True}
    made = boss.post(PATH, json={"name": "club", **body})
    assert made.status_code == 201, made.text
    yield body
    boss.delete(f"{PATH}/club")


def listed(boss: httpx.Client) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in boss.get(PATH).raise_for_status().json()["items"]}


def offered(server: RunningServer) -> set[str]:
    """What a stranger's sign-in page shows."""
    said = httpx.get(f"{server.url}/api/sign-in", trust_env=False, verify=False).json()
    return {row["name"] for row in said["providers"]}


def stranger(server: RunningServer) -> httpx.Client:
    return httpx.Client(
        base_url=server.url, headers={"origin": server.url}, trust_env=False, verify=False, timeout=60
    )


def come_in(browser: httpx.Client, name: str = "club") -> httpx.Response:
    """To the provider and back; the last answer is a redirect into the page."""
    there = browser.get(f"/api/oidc/{name}/start", params={"next": "/gallery"})
    if not there.headers["location"].startswith("http"):
        return there
    back = browser.get(there.headers["location"])
    return browser.get(back.headers["location"])


def last_entry(boss: httpx.Client, action: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = boss.get("/api/admin/audit", params={"action": action}).json()["items"]
    assert found, action
    return found[0]


def test_somebody_signs_in_with_a_provider_of_the_page(
    server: RunningServer, boss: httpx.Client, provider: OidcProvider, mine: dict[str, Any]
) -> None:
    assert offered(server) == {"fixed", "club"}
    row = listed(boss)["club"]
    assert row["source"] == "page" and row["callback_url"] == f"{server.url}/api/oidc/club/callback"
    with stranger(server) as browser:
        assert come_in(browser).headers["location"].startswith("/sign-in?")  # nobody has this address
        assert browser.get("/api/me").status_code == 401
    changed = mine | {"create_users": True, "role": "finance", "client_secret": None}
    boss.put(f"{PATH}/club", json=changed).raise_for_status()
    with stranger(server) as browser:
        assert come_in(browser).headers["location"] == "/gallery"
        me = browser.get("/api/me").json()
    assert (me["email"], me["role"]) == ("anna@example.org", "finance")


def test_one_that_is_off_or_gone_opens_nothing(
    server: RunningServer, boss: httpx.Client, provider: OidcProvider, mine: dict[str, Any]
) -> None:
    boss.put(f"{PATH}/club", json=mine | {"enabled": False}).raise_for_status()
    assert offered(server) == {"fixed"}
    with stranger(server) as browser:
        assert come_in(browser).headers["location"] == "/sign-in?error=oidc_unknown_provider"
    boss.put(f"{PATH}/club", json=mine | {"enabled": True}).raise_for_status()
    with stranger(server) as browser:  # on the way when it is taken away
        there = browser.get("/api/oidc/club/start")
        back = browser.get(there.headers["location"])
        assert boss.delete(f"{PATH}/club").status_code == 204
        last = browser.get(back.headers["location"])
        assert last.headers["location"].endswith("oidc_unknown_provider")
        assert browser.get("/api/me").status_code == 401
    assert boss.delete(f"{PATH}/club").status_code == 404


def test_only_who_manages_people_may(server: RunningServer, boss: httpx.Client) -> None:
    body = {"name": "eve", "issuer": "https://login.example.com", "client_id": "x"}
    calls = [("GET", PATH), ("POST", PATH), ("POST", f"{PATH}/test"), ("PUT", f"{PATH}/fixed")]
    calls.append(("DELETE", f"{PATH}/fixed"))
    with stranger(server) as nobody:
        assert {nobody.request(*call, json=body).status_code for call in calls} == {401}
    for role in Role:
        if Permission.MANAGE_USERS in ROLE_PERMISSIONS[role]:
            continue
        email = f"{role}@example.org"
        boss.post("/api/users", json={"email": email, "password": PASSWORD, "role": role}).raise_for_status()
        with stranger(server) as somebody:
            somebody.post("/api/session", json={"email": email, "password": PASSWORD}).raise_for_status()
            assert {somebody.request(*call, json=body).status_code for call in calls} == {403}, role
    assert set(listed(boss)) == {"fixed"}


def test_the_secret_is_sealed_and_never_told(
    server: RunningServer, boss: httpx.Client, mine: dict[str, Any]
) -> None:
    other = boss.put(f"{PATH}/club", json=mine | {"client_secret": "numbat-otter-9000"})
    answers = [other.text, boss.get(PATH).text, boss.get("/api/admin/audit").text]
    assert all("numbat" not in said and "a secret" not in said for said in answers)
    assert other.json()["has_secret"] is True and "client_secret" not in other.json()
    with closing(sqlite3.connect(server.data / "huahua.db")) as database:
        [(stored,)] = database.execute("SELECT client_secret FROM oidc_providers").fetchall()
        assert is_sealed(stored)
        log = "".join(str(row) for row in database.execute("SELECT * FROM audit_entries"))
    assert "numbat" not in log and SECRET not in log
    assert "numbat" not in "".join(server.output)
    boss.put(f"{PATH}/club", json=mine | {"client_secret": ""}).raise_for_status()
    assert listed(boss)["club"]["has_secret"] is False


def test_a_stored_secret_goes_to_no_other_issuer(
    server: RunningServer, boss: httpx.Client, mine: dict[str, Any]
) -> None:
    moved = mine | {"issuer": "https://login.example.com", "client_secret": None}
    refused = boss.put(f"{PATH}/club", json=moved)
    assert (refused.status_code, refused.json()["code"]) == (422, "secret_needed")
    assert listed(boss)["club"]["issuer"] == mine["issuer"]
    assert boss.put(f"{PATH}/club", json=moved | {"client_secret": "of the other"}).status_code == 200
    assert listed(boss)["club"]["issuer"] == "https://login.example.com"


@pytest.mark.parametrize(
    ("issuer", "private"),
    [
        ("http://login.example.com", True),
        ("http://10.0.0.1", True),
        ("http://127.0.0.1:1", False),
        ("ftp://127.0.0.1", True),
        ("javascript:alert(1)", True),
        ("https://user:word@login.example.com", False),
        ("https://login.example.com/#a", False),
        ("https://", False),
        ("https://[::1", False),
    ],
)
def test_an_address_that_a_secret_may_not_go_to_is_refused(
    boss: httpx.Client, issuer: str, private: bool
) -> None:
    body = {"name": "odd", "issuer": issuer, "client_id": "x", "allow_private": private}
    for path in (PATH, f"{PATH}/test"):
        answer = boss.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_issuer"), path
    assert "odd" not in listed(boss)


@pytest.mark.parametrize(
    ("issuer", "private"),
    [
        ("https://127.0.0.1:1", False),
        ("https://10.0.0.1", False),
        ("https://[fd00::1]", False),
        ("https://169.254.169.254", False),
        ("https://169.254.169.254", True),  # where clouds keep their secrets: never
    ],
)
def test_a_private_address_is_not_asked_without_a_word(
    boss: httpx.Client, issuer: str, private: bool
) -> None:
    body = {"name": "odd", "issuer": issuer, "client_id": "x", "allow_private": private}
    said = boss.post(f"{PATH}/test", json=body).json()
    assert said["ok"] is False and said["error"]


def test_a_trial_stores_and_sends_nothing(
    boss: httpx.Client, provider: OidcProvider, mine: dict[str, Any]
) -> None:
    before = listed(boss)
    said = boss.post(f"{PATH}/test", json={"name": "other", **mine}).json()
    assert said == {"ok": True, "error": None}
    provider.does.metadata = {"issuer": "https://other.example"}
    said = boss.post(f"{PATH}/test", json={"name": "other", **mine}).json()
    assert said["ok"] is False and "another name" in said["error"]
    assert listed(boss) == before and provider.asked == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "fixed"}, 409, "provider_taken"),
        ({"name": "club"}, 409, "provider_taken"),
        ({"name": "a b"}, 422, None),
        ({"name": "../x"}, 422, None),
        ({"scopes": ["email"]}, 422, "scope_missing"),
        ({"scopes": ["openid", "a b"]}, 422, None),
        ({"role": "emperor"}, 422, None),
        ({"roles": {"a": "emperor"}}, 422, None),
        ({"allowed_domains": ["@x"]}, 422, None),
        ({"client_id": ""}, 422, None),
        ({"more": 1}, 422, None),
    ],
)
def test_what_cannot_be_is_refused(
    boss: httpx.Client, mine: dict[str, Any], body: dict[str, Any], status: int, code: str | None
) -> None:
    answer = boss.post(PATH, json={"name": "other", **mine} | body)
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code
    assert set(listed(boss)) == {"fixed", "club"}


def test_those_of_the_settings_are_the_settings(boss: httpx.Client, mine: dict[str, Any]) -> None:
    row = listed(boss)["fixed"]
    assert row["source"] == "settings" and row["has_secret"] and SECRET not in str(row)
    for answer in (boss.put(f"{PATH}/fixed", json=mine), boss.delete(f"{PATH}/fixed")):
        assert (answer.status_code, answer.json()["code"]) == (409, "from_settings")


def test_the_log_says_who_changed_what(boss: httpx.Client, mine: dict[str, Any]) -> None:
    me = boss.get("/api/me").json()["id"]
    boss.put(f"{PATH}/club", json=mine | {"client_secret": "another", "create_users": True})
    boss.delete(f"{PATH}/club").raise_for_status()
    for action in ("created", "changed", "deleted"):
        entry = last_entry(boss, f"sign_in_provider.{action}")
        assert entry["actor"]["user_id"] == me and entry["subject"]["id"] == "club", action
    changed = last_entry(boss, "sign_in_provider.changed")
    assert changed["after"]["create_users"] is True and changed["after"]["other_secret"] is True
    assert "another" not in str(changed)


def test_what_was_added_is_there_after_a_new_start(
    server: RunningServer, boss: httpx.Client, mine: dict[str, Any]
) -> None:
    boss.put(f"{PATH}/club", json=mine | {"create_users": True}).raise_for_status()
    server.stop()
    server.start()
    assert offered(server) == {"fixed", "club"}
    with stranger(server) as browser:
        assert come_in(browser).headers["location"] == "/gallery"
