"""The second step: an authenticator app (RFC 6238) with recovery codes. Set up, use, take away."""

from __future__ import annotations

import secrets
from typing import Literal

from huahua.accounts.domain import User
from huahua.accounts.errors import AlreadyOn, NotOn, WrongCode, WrongCredentials
from huahua.accounts.passwords import Passwords
from huahua.accounts.ports import AccountRepository
from huahua.accounts.signin import recovery, totp
from huahua.accounts.signin.domain import Security, TotpFactor, TotpSetup, Visitor
from huahua.accounts.signin.lockout import password_counters, second_step_counters
from huahua.accounts.signin.ports import Attempts, FactorRepository, Journal
from huahua.accounts.signin.qr import qr_code
from huahua.audit.api import Action
from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now

ISSUER = "HuaHua"


class SecondSteps:
    def __init__(
        self,
        store: AccountRepository,
        factors: FactorRepository,
        sealer: Sealer,
        passwords: Passwords,
        *,
        attempts: Attempts,
        journal: Journal,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._factors = factors
        self._sealer = sealer
        self._passwords = passwords
        self._attempts = attempts
        self._journal = journal
        self._clock = clock

    async def is_on(self, user_id: str) -> bool:
        factor = await self._factors.totp(user_id)
        return factor is not None and factor.confirmed_at is not None

    async def security(self, user: User) -> Security:
        factor = await self._factors.totp(user.id)
        found = await self._store.user_by_email(user.email)
        since = factor.confirmed_at if factor else None
        left = await self._factors.codes_left(user.id) if since else 0
        return Security(bool(found and found[1]), since, left)

    async def use(self, user_id: str, code: str) -> Literal["app", "recovery_code"] | None:
        """Whether the code is right, and of which kind; it is good no second time."""
        factor = await self._factors.totp(user_id)
        if factor is None or factor.confirmed_at is None:
            return None
        if recovery.looks_like_one(code):
            used = await self._factors.use_code(user_id, self._hash(user_id, code), self._clock())
            return "recovery_code" if used else None
        step = totp.matching_step(factor.secret, code, self._clock().timestamp(), after=factor.last_step)
        if step is None or not await self._factors.use_step(user_id, step):
            return None
        return "app"

    async def begin(self, user: User, password: str, visitor: Visitor) -> TotpSetup:
        """Make a secret, to be confirmed with a code. Who has a password proves it first, because whoever sits at
        an open session could lock its owner out. Raises AlreadyOn, WrongCredentials, TooManyAttempts."""
        await self._check_password(user, password, visitor)
        secret = secrets.token_bytes(totp.SECRET_BYTES)
        factor = TotpFactor(user.id, secret, self._clock(), None, -1)
        if not await self._factors.begin_totp(factor):
            raise AlreadyOn
        uri = totp.key_uri(secret, user.email, ISSUER)
        return TotpSetup(totp.base32(secret), uri, qr_code(uri))

    async def confirm(self, user: User, code: str, visitor: Visitor) -> list[str]:
        """Put the secret in force; the recovery codes, shown this once. Raises NotOn, WrongCode, TooManyAttempts."""
        factor = await self._factors.totp(user.id)
        if factor is None or factor.confirmed_at is not None:
            raise NotOn
        counters = second_step_counters(user.id, visitor.address, None)
        await self._attempts.begin(counters)
        now = self._clock()
        step = totp.matching_step(factor.secret, code, now.timestamp(), after=factor.last_step)
        if step is None:
            raise WrongCode
        await self._attempts.succeeded(counters)
        codes = recovery.new_codes()
        if not await self._factors.confirm_totp(user.id, step, now, self._hashes(user.id, codes)):
            raise NotOn
        await self._journal.note(Action.TOTP_ENABLED, user=user)
        return codes

    async def renew_codes(self, user: User, code: str, visitor: Visitor) -> list[str]:
        """New recovery codes in place of all old ones. Raises NotOn, WrongCode, TooManyAttempts."""
        await self._check_code(user, code, visitor)
        codes = recovery.new_codes()
        await self._factors.renew_codes(user.id, self._hashes(user.id, codes))
        await self._journal.note(Action.RECOVERY_CODES_RENEWED, user=user)
        return codes

    async def turn_off(self, user: User, code: str, visitor: Visitor) -> None:
        """Raises NotOn, WrongCode, TooManyAttempts."""
        await self._check_code(user, code, visitor)
        await self._factors.drop_totp(user.id)
        await self._journal.note(Action.TOTP_DISABLED, user=user)

    async def turn_off_for(self, user: User, by: User) -> None:
        """What an administrator does for whoever lost phone and codes. Raises NotOn."""
        if not await self._factors.drop_totp(user.id):
            raise NotOn
        await self._journal.note(Action.TOTP_DISABLED, user=by, detail={"of": user.id})

    async def _check_code(self, user: User, code: str, visitor: Visitor) -> None:
        if not await self.is_on(user.id):
            raise NotOn
        counters = second_step_counters(user.id, visitor.address, None)
        await self._attempts.begin(counters)
        if await self.use(user.id, code) is None:
            raise WrongCode
        await self._attempts.succeeded(counters)

    async def _check_password(self, user: User, password: str, visitor: Visitor) -> None:
        found = await self._store.user_by_email(user.email)
        if found is None or not found[1]:
            return
        counters = password_counters(user.id, visitor.address, None)
        await self._attempts.begin(counters)
        if not await self._passwords.matches(found[1], password):
            raise WrongCredentials
        await self._attempts.succeeded(counters)

    def _hash(self, user_id: str, code: str) -> str:
        return self._sealer.keyed_hash(f"recovery code {user_id} {recovery.plain_code(code)}")

    def _hashes(self, user_id: str, codes: list[str]) -> list[str]:
        return [self._hash(user_id, code) for code in codes]
