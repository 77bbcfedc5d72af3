"""Links that carry their own permission: an owner, a thing and an end, signed by the server.

For clients that open a link without a key (OpenAI's `response_format: url`). The signature is a keyed hash
of the server's secret, so a link cannot be made or prolonged by anybody else.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now

LIFETIME = timedelta(hours=24)
_SEPARATOR = "\x1f"


class BadLink(Exception):
    """The link was not made by this server, or its time is over."""


class SignedLinks:
    def __init__(
        self, sealer: Sealer, *, clock: Clock = utc_now, lifetime: timedelta = LIFETIME, use: str = "link"
    ) -> None:
        """What is signed for one `use` opens nothing of another."""
        self._sealer = sealer
        self._clock = clock
        self._lifetime = lifetime
        self._use = use

    def token(self, owner: str, thing: str) -> str:
        """A token that opens `thing` of `owner` until its lifetime is over."""
        end = int((self._clock() + self._lifetime).timestamp())
        claim = _SEPARATOR.join((owner, thing, str(end)))
        return (
            base64.urlsafe_b64encode(f"{claim}{_SEPARATOR}{self._sign(claim)}".encode()).decode().rstrip("=")
        )

    def open(self, token: str) -> tuple[str, str]:
        """Owner and thing. Raises BadLink."""
        return self._opened(token)[:2]

    def left_s(self, token: str) -> int:
        """For how many more seconds it opens. Raises BadLink."""
        return int(self._opened(token)[2] - self._clock().timestamp())

    def _opened(self, token: str) -> tuple[str, str, int]:
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
            claim, signature = raw.rsplit(_SEPARATOR, 1)
            owner, thing, end = claim.split(_SEPARATOR)
        except (binascii.Error, ValueError) as fault:
            raise BadLink from fault
        if not compare_digest(signature.encode(), self._sign(claim).encode()):
            raise BadLink
        if self._clock() > datetime.fromtimestamp(int(end), UTC):
            raise BadLink
        return owner, thing, int(end)

    def _sign(self, claim: str) -> str:
        return self._sealer.keyed_hash(f"{self._use}{_SEPARATOR}{claim}")
