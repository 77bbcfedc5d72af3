"""Invitations and resets: who may set a password without having one, by a link that is good once."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass

from huahua.accounts.domain import Role, User, check_password, normal_email
from huahua.accounts.errors import (
    AccountNotFound,
    BadEmail,
    EmailTaken,
    LinkExpired,
    MailFailed,
    TooManyAttempts,
)
from huahua.accounts.ports import AccountRepository
from huahua.accounts.service import AccountService
from huahua.accounts.signin.domain import LIFETIME, Entered, Letter, Link, LinkKind, SecondStep, Visitor
from huahua.accounts.signin.letters import invitation_letter, reset_letter
from huahua.accounts.signin.lockout import letter_counters, letters_to
from huahua.accounts.signin.ports import Attempts, DeviceRepository, Journal, LinkRepository, Mail
from huahua.accounts.signin.service import SignInService
from huahua.audit.api import Action
from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)

RETRY_AFTER_S = (1.0, 10.0)
"""When a letter that nobody waits for is tried again."""
MAX_LETTERS_UNDER_WAY = 100
LAST_LETTERS_S = 10.0
"""How long the server's end waits for letters that are under way."""


@dataclass(frozen=True, slots=True)
class Made:
    """A link as it is shown this once. `mailed`: a letter with it has left."""

    link: Link
    url: str
    mailed: bool


class Links:
    """`base_url` is this server's address for people; `mail` is None where no mail server is set."""

    def __init__(
        self,
        store: AccountRepository,
        links: LinkRepository,
        accounts: AccountService,
        signin: SignInService,
        sealer: Sealer,
        *,
        attempts: Attempts,
        devices: DeviceRepository,
        mail: Mail | None,
        base_url: str,
        journal: Journal,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._links = links
        self._accounts = accounts
        self._signin = signin
        self._sealer = sealer
        self._attempts = attempts
        self._devices = devices
        self._mail = mail
        self._base_url = base_url
        self._journal = journal
        self._clock = clock
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def has_mail(self) -> bool:
        return self._mail is not None

    async def close(self) -> None:
        """Letters that are under way may leave."""
        if self._under_way:
            _done, late = await asyncio.wait(self._under_way, timeout=LAST_LETTERS_S)
            for task in late:
                task.cancel()

    # --- invitations ------------------------------------------------------------------------------

    async def invite(self, by: User, email: str, name: str, role: Role) -> Made:
        """An earlier invitation of the same address ends. Raises BadEmail, EmailTaken."""
        email = normal_email(email)
        if await self._store.user_by_email(email) is not None:
            raise EmailTaken(email)
        link, url = await self._make(LinkKind.INVITATION, email, role=role, name=name, by=by)
        detail = {"invitation": link.id, "email": email, "role": role}
        await self._journal.note(Action.INVITATION_CREATED, user=by, detail=detail)
        return Made(link, url, await self._mailed(invitation_letter(email, by.name, url, by.locale)))

    async def invitations(self) -> list[Link]:
        return await self._links.invitations()

    async def revoke_invitation(self, by: User, link_id: str) -> None:
        """Raises AccountNotFound."""
        if not await self._links.drop_invitation(link_id):
            raise AccountNotFound(link_id)
        await self._journal.note(Action.INVITATION_REVOKED, user=by, detail={"invitation": link_id})

    async def look(self, kind: LinkKind, token: str) -> Link:
        """What a link is for, without using it up. Raises LinkExpired."""
        link = await self._links.by_token(kind, self._hash(token), self._clock())
        if link is None:
            raise LinkExpired
        return link

    async def accept(self, token: str, name: str, password: str, visitor: Visitor) -> Entered | SecondStep:
        """Raises LinkExpired, WeakPassword, EmailTaken."""
        link = await self.look(LinkKind.INVITATION, token)
        check_password(password, link.email)
        await self._use(link)
        try:
            role = link.role or Role.USER
            user = await self._accounts.create_user(link.email, password, name or link.name, role)
        except EmailTaken:
            raise
        except Exception:
            await self._links.give_back(link.id)
            raise
        return await self._signin.admit(user, "", visitor, way="invitation")

    async def accept_as(self, email: str, name: str) -> User | None:
        """Somebody whom a provider knows by an address that was invited; None when it was not."""
        link = await self._links.open_invitation(email, self._clock())
        if link is None or not await self._links.use(link.id, self._clock()):
            return None
        return await self._accounts.create_without_password(email, name or link.name, link.role or Role.USER)

    # --- resets -----------------------------------------------------------------------------------

    async def ask_for_reset(self, email: str, visitor: Visitor) -> None:
        """Have a letter sent, if there is such a person; whoever asks does not learn it, not even by the time that it
        takes, because everything that depends on it happens afterwards. Raises TooManyAttempts."""
        await self._attempts.begin(letter_counters(visitor.address))
        if self._mail is None or len(self._under_way) >= MAX_LETTERS_UNDER_WAY:
            return
        task = asyncio.create_task(self._send_reset(email), name="reset-letter")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def reset_for(self, user: User, by: User) -> Made:
        """A link for somebody whose administrator was asked; also by letter where that works."""
        link, url = await self._make(LinkKind.RESET, user.email, user=user, by=by)
        await self._journal.note(Action.RESET_ASKED, user=by, detail={"of": user.id})
        return Made(link, url, await self._mailed(reset_letter(user.email, url, user.locale)))

    async def finish_reset(self, token: str, password: str, visitor: Visitor) -> Entered | SecondStep:
        """Set the new password and go in; every session, every known browser and every other link of the person ends.
        An authenticator app stays. Raises LinkExpired, WeakPassword."""
        link = await self.look(LinkKind.RESET, token)
        user = await self._store.user(link.user_id or "")
        if user is None or user.disabled:
            raise LinkExpired
        check_password(password, user.email)
        await self._use(link)
        try:
            password_hash = await self._accounts.set_password(user, password)
        except Exception:
            await self._links.give_back(link.id)
            raise
        await self._links.drop_of_user(user.id)
        await self._devices.forget_devices(user.id)
        return await self._signin.admit(user, password_hash, visitor, way="reset")

    async def _send_reset(self, email: str) -> None:
        try:
            email = normal_email(email)
            await self._attempts.begin(letters_to(email))
            found = await self._store.user_by_email(email)
            if found is None or found[0].disabled:
                return
            user = found[0]
            _link, url = await self._make(LinkKind.RESET, user.email, user=user)
            await self._journal.note(Action.RESET_ASKED, user=None, detail={"of": user.id})
            await self._send_surely(reset_letter(user.email, url, user.locale))
        except (BadEmail, TooManyAttempts):
            return
        except Exception:
            log.exception("a reset could not be sent")

    # --- links and letters ------------------------------------------------------------------------

    async def _make(
        self,
        kind: LinkKind,
        email: str,
        *,
        user: User | None = None,
        role: Role | None = None,
        name: str = "",
        by: User | None = None,
    ) -> tuple[Link, str]:
        token, now = secrets.token_urlsafe(32), self._clock()
        link = Link(
            id=new_id("lnk"),
            kind=kind,
            email=email,
            user_id=user.id if user else None,
            role=role,
            name=name.strip()[:200],
            created_by=by.id if by else None,
            created_at=now,
            expires_at=now + LIFETIME[kind],
        )
        await self._links.add(link, self._hash(token))
        # Behind the hash sign, so that no server on the way writes it into its log.
        return link, f"{self._base_url}/{kind}#{token}"

    async def _use(self, link: Link) -> None:
        if not await self._links.use(link.id, self._clock()):
            raise LinkExpired

    async def _mailed(self, letter: Letter) -> bool:
        if self._mail is None:
            return False
        try:
            await self._mail.send(letter)
        except MailFailed as fault:
            log.warning("a letter did not leave: %s", fault)
            return False
        return True

    async def _send_surely(self, letter: Letter) -> None:
        assert self._mail is not None
        for wait_s in (*RETRY_AFTER_S, None):
            try:
                await self._mail.send(letter)
            except MailFailed as fault:
                log.warning("a letter did not leave: %s", fault)
                if wait_s is not None:
                    await asyncio.sleep(wait_s)
            else:
                return

    def _hash(self, token: str) -> str:
        return self._sealer.keyed_hash(f"account link {token}")
