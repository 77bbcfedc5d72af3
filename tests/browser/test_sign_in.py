"""Ways in: a second step, a provider, an invitation, a forgotten password; programs with tokens of their own."""

from __future__ import annotations

import asyncio
import base64
import re
import threading
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from huahua.accounts.signin.totp import code_at, step_at
from tests.browser.chat import composer
from tests.browser.people import PASSWORD, Person
from tests.browser.shots import Shots
from tests.running_server import ADMIN_EMAIL, ADMIN_PASSWORD, RunningServer
from tests.simulators.oidc import OidcProvider
from tests.simulators.smtp import MailSink

NEW_PASSWORD = "eight paper boats"


class Mailbox:
    """A mail server in a thread of its own, beside the browser's."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._sink = MailSink()

    def __enter__(self) -> Mailbox:
        self._thread.start()
        self._do(self._sink.__aenter__())
        self.port = self._sink.port
        return self

    def __exit__(self, *_fault: object) -> None:
        self._do(self._sink.__aexit__())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def next_letter(self, act: Callable[[], object]) -> EmailMessage:
        """What arrives because of `act`."""
        number = len(self._sink.letters) + 1
        act()
        letter: EmailMessage = self._do(self._sink.letter(number))
        return letter

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)


@pytest.fixture(scope="module")
def provider() -> Iterator[OidcProvider]:
    with OidcProvider() as running:
        yield running


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as running:
        yield running


@pytest.fixture(scope="module")
def config(provider: OidcProvider, mailbox: Mailbox) -> dict[str, Any]:
    mail = {"host": "127.0.0.1", "port": mailbox.port, "security": "none", "sender": "huahua@example.org"}
    return {"auth": {"oidc": [provider.settings(create_users=True)]}, "mail": mail}


@pytest.fixture
def stranger(new_context: Callable[[], BrowserContext]) -> Page:
    context = new_context()
    context.set_default_timeout(60_000)
    return context.new_page()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}" for one in found if one["impact"] in {"serious", "critical"}]


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_test_id("email").fill(email)
    page.get_by_test_id("password").fill(password)
    page.get_by_test_id("submit").click()


def code_now(secret: str, later: int = 0) -> str:
    return code_at(base64.b32decode(secret), step_at(time.time()) + later)


def path_in(text: str) -> str:
    """Of the link in a letter, wherever the server believes to be."""
    found = re.search(r"https?://[^/\s]+(/\S+#\S+)", text)
    assert found, text
    return found[1]


def test_the_sign_in_page_shows_every_way(stranger: Page, shots: Shots) -> None:
    stranger.goto("/sign-in")
    expect(stranger.get_by_test_id("provider-company")).to_have_text("Go on with Company")
    assert serious(stranger) == []
    shots.everywhere(stranger, "ways-in")
    stranger.get_by_test_id("locale-zh-CN").click()
    expect(stranger.get_by_test_id("provider-company")).to_have_text("使用 Company 登录")
    shots.everywhere(stranger, "ways-in")


def test_a_second_step_is_set_up_and_asked_for(
    page: Page, person: Person, stranger: Page, shots: Shots
) -> None:
    page.goto("/settings/profile")
    page.get_by_test_id("totp-setup").click()
    page.get_by_test_id("totp-password").fill("wrong")
    page.get_by_test_id("totp-next").click()
    expect(page.get_by_text("This is not your current password.")).to_be_visible()
    page.get_by_test_id("totp-password").fill(PASSWORD)
    page.get_by_test_id("totp-next").click()
    expect(page.get_by_test_id("totp-qr")).to_be_visible()
    secret = page.get_by_test_id("totp-secret").inner_text().strip()
    shots.everywhere(page, "second-step-set-up")
    page.get_by_test_id("totp-code").fill(code_now(secret))
    page.get_by_test_id("totp-next").click()
    codes = page.get_by_test_id("recovery-codes").inner_text().split()
    assert len(codes) == 10
    shots.take(page, "recovery-codes")
    page.get_by_test_id("codes-saved").click()
    expect(page.get_by_test_id("second-step")).to_contain_text("10 recovery codes left")
    shots.everywhere(page, "profile-with-second-step")
    assert serious(page) == []

    sign_in(stranger, person.email, PASSWORD)
    expect(stranger.get_by_test_id("code")).to_be_focused()
    shots.everywhere(stranger, "code")
    stranger.get_by_test_id("code").fill("000000")
    expect(stranger.get_by_test_id("form-error")).to_be_visible()
    stranger.get_by_test_id("code").fill(code_now(secret, 1))
    expect(composer(stranger)).to_be_visible()

    stranger.context.clear_cookies()
    sign_in(stranger, person.email, PASSWORD)
    stranger.get_by_test_id("other-code").click()
    stranger.get_by_test_id("code").fill(codes[0])
    stranger.get_by_test_id("submit").click()
    expect(composer(stranger)).to_be_visible()

    page.reload()
    expect(page.get_by_test_id("second-step")).to_contain_text("9 recovery codes left")
    page.get_by_test_id("totp-off").click()
    page.get_by_test_id("ask-code").fill(codes[1])
    page.get_by_test_id("ask-submit").click()
    expect(page.get_by_test_id("totp-setup")).to_be_visible()


def test_signing_out_everywhere_else(page: Page, person: Person, stranger: Page) -> None:
    sign_in(stranger, person.email, PASSWORD)
    expect(composer(stranger)).to_be_visible()
    page.goto("/settings/profile")
    page.get_by_test_id("sessions-end-others").click()
    expect(page.get_by_test_id("session-row")).to_have_count(1)
    stranger.goto("/settings/profile")
    expect(stranger.get_by_test_id("email")).to_be_visible()


def test_a_provider_lets_one_in(stranger: Page, provider: OidcProvider) -> None:
    provider.person = {"sub": "new-1", "email": "new@example.org", "email_verified": True, "name": "Xin"}
    stranger.goto("/sign-in?next=%2Fgallery")
    stranger.get_by_test_id("provider-company").click()
    stranger.wait_for_url("**/gallery")
    stranger.goto("/settings/profile")
    expect(stranger.get_by_test_id("identities")).to_contain_text("new@example.org")
    stranger.get_by_test_id("identity-unlink").click()
    expect(stranger.get_by_text("Without it you could not sign in any more")).to_be_visible()


def test_a_provider_is_linked_by_whoever_is_signed_in(
    page: Page, person: Person, stranger: Page, provider: OidcProvider
) -> None:
    provider.person = {"sub": f"other-{person.email}", "email": "elsewhere@example.net"}
    page.goto("/settings/profile")
    page.get_by_test_id("identity-link-company").click()
    expect(page.get_by_test_id("identity-unlink")).to_be_visible()
    stranger.goto("/sign-in")
    stranger.get_by_test_id("provider-company").click()
    expect(composer(stranger)).to_be_visible()
    stranger.goto("/settings/profile")
    expect(stranger.get_by_test_id("profile")).to_contain_text(person.email)


def test_a_provider_that_knows_nobody_says_so(stranger: Page, provider: OidcProvider, shots: Shots) -> None:
    provider.person = {"sub": "nobody", "email": "unverified@example.org"}
    stranger.goto("/sign-in")
    stranger.get_by_test_id("provider-company").click()
    expect(stranger.get_by_test_id("provider-error")).to_contain_text("There is no account for you here")
    shots.take(stranger, "no-account")


def test_an_invitation_by_letter(
    page: Page,
    make_person: Callable[..., Person],
    context: BrowserContext,
    stranger: Page,
    mailbox: Mailbox,
    shots: Shots,
) -> None:
    make_person("administrator", "Ada").enter(context)
    page.goto("/settings/users")
    page.get_by_test_id("user-invite").click()
    page.get_by_test_id("invite-email").fill("guest@example.org")
    letter = mailbox.next_letter(page.get_by_test_id("invite-submit").click)
    expect(page.get_by_test_id("handover-link")).to_be_visible()
    shots.everywhere(page, "invited")
    page.get_by_test_id("handover-done").click()
    expect(page.get_by_test_id("invitation-row")).to_contain_text("guest@example.org")
    shots.everywhere(page, "invitations")
    stranger.goto(path_in(letter.get_content()))
    expect(stranger.get_by_text("guest@example.org")).to_be_visible()
    shots.everywhere(stranger, "invitation")
    assert serious(stranger) == []
    stranger.get_by_test_id("password").fill(NEW_PASSWORD)
    stranger.get_by_test_id("submit").click()
    expect(composer(stranger)).to_be_visible()
    stranger.goto(path_in(letter.get_content()))
    expect(stranger.get_by_test_id("link-spent")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("invitation-row")).to_have_count(0)


def test_a_forgotten_password(person: Person, stranger: Page, mailbox: Mailbox, shots: Shots) -> None:
    stranger.goto("/sign-in")
    stranger.get_by_test_id("forgot").click()
    stranger.get_by_test_id("email").fill(person.email)
    shots.everywhere(stranger, "forgot")
    letter = mailbox.next_letter(stranger.get_by_test_id("submit").click)
    expect(stranger.get_by_test_id("forgot-done")).to_be_visible()
    stranger.goto(path_in(letter.get_content()))
    shots.everywhere(stranger, "reset")
    stranger.get_by_test_id("password").fill(NEW_PASSWORD)
    stranger.get_by_test_id("submit").click()
    expect(composer(stranger)).to_be_visible()
    assert person.api.get("/api/me").status_code == 401


def test_a_program_gets_tokens(page: Page, person: Person, server: RunningServer, shots: Shots) -> None:
    page.goto("/settings/profile")
    page.get_by_test_id("client-create").click()
    page.get_by_test_id("client-name").fill("nightly report")
    shots.take(page, "new-client")
    page.get_by_test_id("client-submit").click()
    client_id = page.get_by_test_id("client-id").inner_text().strip()
    secret = page.get_by_test_id("client-secret").inner_text().strip()
    shots.everywhere(page, "client")
    page.get_by_test_id("client-done").click()
    with httpx.Client(base_url=server.url, trust_env=False, verify=False) as program:
        grant = {"grant_type": "client_credentials"}
        reply = program.post("/oauth/token", data=grant, auth=(client_id, secret)).raise_for_status().json()
        program.headers["authorization"] = f"Bearer {reply['access_token']}"
        assert program.get("/v1/models").status_code == 200
        assert program.get("/api/models").status_code == 200
        for path in ("/api/conversations", "/api/keys", "/api/users", "/api/me/security"):
            assert program.get(path).status_code == 403, path
    expect(page.get_by_test_id("client-row")).to_contain_text("nightly report")
    page.get_by_test_id("client-revoke").click()
    page.get_by_test_id("confirm-revoke").click()
    expect(page.get_by_test_id("client-row")).to_have_count(0)
    with httpx.Client(base_url=server.url, trust_env=False, verify=False) as program:
        refused = program.post("/oauth/token", data=grant, auth=(client_id, secret))
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_an_administrator_opens_the_door_for_somebody(
    page: Page, make_person: Callable[..., Person], context: BrowserContext, person: Person, stranger: Page
) -> None:
    make_person("administrator", "Ada").enter(context)
    page.goto("/settings/users")
    row = page.get_by_test_id("user-row").filter(has_text=person.email)
    row.get_by_test_id("user-more").click()
    page.get_by_role("menuitem", name="Link for a new password").click()
    link = page.get_by_test_id("handover-link").inner_text().strip()
    stranger.goto(path_in(link))
    stranger.get_by_test_id("password").fill(NEW_PASSWORD)
    stranger.get_by_test_id("submit").click()
    expect(composer(stranger)).to_be_visible()


def test_the_administrators_password_still_works(stranger: Page) -> None:
    sign_in(stranger, ADMIN_EMAIL, ADMIN_PASSWORD)
    expect(composer(stranger)).to_be_visible()
