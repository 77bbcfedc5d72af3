"""The paper between the first step and the second: sealed, for one person, for some minutes.

It says that the password (or a provider) was right. It ends with the password it was made with.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime

from huahua.accounts.errors import ChallengeExpired
from huahua.accounts.signin.domain import CHALLENGE_LIFETIME
from huahua.infra.sealing import SealBroken, Sealer

_CONTEXT = b"second step"
MAX_CHARACTERS = 2_000


class Challenges:
    def __init__(self, sealer: Sealer) -> None:
        self._envelope = sealer.envelope("sign-in challenge")
        self._sealer = sealer

    def new(self, user_id: str, password_hash: str, way: str, now: datetime) -> str:
        said = {"user": user_id, "print": self._print(password_hash), "way": way, "at": now.timestamp()}
        return base64.urlsafe_b64encode(self._envelope.seal(json.dumps(said).encode(), _CONTEXT)).decode()

    def open(self, challenge: str, now: datetime) -> tuple[str, str, str]:
        """The person's id, the print of the password and the first step's way. Raises ChallengeExpired."""
        try:
            sealed = base64.urlsafe_b64decode(challenge[:MAX_CHARACTERS].encode())
            said = json.loads(self._envelope.open(sealed, _CONTEXT))
        except (SealBroken, ValueError, binascii.Error) as fault:
            raise ChallengeExpired from fault
        age = now - datetime.fromtimestamp(said["at"], UTC)
        if not -CHALLENGE_LIFETIME < age < CHALLENGE_LIFETIME:
            raise ChallengeExpired
        return said["user"], said["print"], said["way"]

    def is_print_of(self, print_: str, password_hash: str) -> bool:
        return print_ == self._print(password_hash)

    def _print(self, password_hash: str) -> str:
        return self._sealer.keyed_hash(f"print of {password_hash}")[:16]
