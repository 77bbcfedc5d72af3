"""Signing in, step by step: a password or a provider, then a code where there is an authenticator app."""

from __future__ import annotations

import asyncio
from datetime import datetime

from huahua.accounts.domain import SESSION_LIFETIME, Session, User, new_session_token
from huahua.accounts.errors import ChallengeExpired, TooManyAttempts, WrongCode, WrongCredentials
from huahua.accounts.passwords import Passwords
from huahua.accounts.ports import AccountRepository
from huahua.accounts.signin.challenge import Challenges
from huahua.accounts.signin.domain import DEVICE_LIFETIME, Entered, SecondStep, Visitor
from huahua.accounts.signin.lockout import password_counters, second_step_counters
from huahua.accounts.signin.ports import Attempts, DeviceRepository, Journal
from huahua.accounts.signin.second import SecondSteps
from huahua.audit.api import Action
from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

CHECKS_AT_ONCE = 8
"""Sign-ins whose password is being checked. Each counts as a failure until it is found right, so a whole
office that signs in at one moment, through one address, would otherwise be refused as guessing."""
_MAX_DEVICE_CHARACTERS = 100


class SignInService:
    def __init__(
        self,
        store: AccountRepository,
        sealer: Sealer,
        passwords: Passwords,
        *,
        attempts: Attempts,
        devices: DeviceRepository,
        second: SecondSteps,
        journal: Journal,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._passwords = passwords
        self._attempts = attempts
        self._devices = devices
        self._second = second
        self._journal = journal
        self._clock = clock
        self._challenges = Challenges(sealer)
        self._checking = asyncio.Semaphore(CHECKS_AT_ONCE)

    async def with_password(self, email: str, password: str, visitor: Visitor) -> Entered | SecondStep:
        """Raises WrongCredentials, TooManyAttempts."""
        email = email.strip().lower()
        async with self._checking:
            found = await self._store.user_by_email(email)
            user, password_hash = found or (None, "")
            device = await self._known_device(user, visitor)
            counters = password_counters(email, visitor.address, device)
            try:
                await self._attempts.begin(counters)
            except TooManyAttempts:
                await self._journal.refused(user, email, {"way": "password", "reason": "too_many_attempts"})
                raise
            right = await self._passwords.matches(password_hash or None, password)
            if user is None or not right or user.disabled:
                await self._journal.refused(user, email, {"way": "password"})
                raise WrongCredentials
            await self._attempts.succeeded(counters)
        return await self.admit(user, password_hash, visitor, way="password")

    async def admit(
        self, user: User, password_hash: str, visitor: Visitor, *, way: str
    ) -> Entered | SecondStep:
        """Who proved the first step goes in, or on to the second. `way` is password, oidc:NAME, invitation, reset."""
        if await self._second.is_on(user.id):
            return SecondStep(self._challenges.new(user.id, password_hash, way, self._clock()))
        return await self._enter(user, visitor, {"way": way})

    async def with_code(self, challenge: str, code: str, visitor: Visitor) -> Entered:
        """A code of the app or a recovery code. Raises ChallengeExpired, WrongCode, TooManyAttempts."""
        user_id, print_, way = self._challenges.open(challenge, self._clock())
        user = await self._store.user(user_id)
        found = await self._store.user_by_email(user.email) if user else None
        if user is None or user.disabled or found is None:
            raise ChallengeExpired
        if not self._challenges.is_print_of(print_, found[1]):
            raise ChallengeExpired
        counters = second_step_counters(user_id, visitor.address, await self._known_device(user, visitor))
        await self._attempts.begin(counters)
        used = await self._second.use(user_id, code)
        if used is None:
            await self._journal.refused(user, user.email, {"way": way, "second_step": True})
            raise WrongCode
        await self._attempts.succeeded(counters)
        return await self._enter(user, visitor, {"way": way, "second_step": used})

    async def _enter(self, user: User, visitor: Visitor, how: dict[str, object]) -> Entered:
        now = self._clock()
        device = visitor.device if _is_token(visitor.device) else new_session_token()
        assert device is not None
        await self._devices.remember(user.id, self._sealer.keyed_hash(device), now)
        session = await self._open_session(user.id, visitor, now)
        await self._journal.note(Action.SESSION_OPENED, user=user, detail=dict(how))
        return Entered(user, session, device)

    async def _open_session(self, user_id: str, visitor: Visitor, now: datetime) -> str:
        token = new_session_token()
        session = Session(
            new_id("ses"),
            user_id,
            visitor.user_agent[:400],
            now,
            now,
            now + SESSION_LIFETIME,
            visitor.address[:45],
        )
        await self._store.add_session(session, self._sealer.keyed_hash(token))
        return token

    async def _known_device(self, user: User | None, visitor: Visitor) -> str | None:
        """Looked up for nobody too, so that an unknown address takes as long."""
        if visitor.device is None or not _is_token(visitor.device):
            return None
        token_hash = self._sealer.keyed_hash(visitor.device)
        since = self._clock() - DEVICE_LIFETIME
        known = await self._devices.is_known(user.id if user else "", token_hash, since)
        return token_hash if known else None


def _is_token(text: str | None) -> bool:
    return text is not None and 32 <= len(text) <= _MAX_DEVICE_CHARACTERS and text.isascii()
