"""The note that a browser carries to the provider and back: sealed, in a cookie, for one journey."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from hmac import compare_digest

from huahua.accounts.signin.oidc.domain import FLOW_LIFETIME
from huahua.accounts.signin.oidc.errors import FlowBroken
from huahua.infra.sealing import SealBroken, Sealer

_CONTEXT = b"oidc flow"
MAX_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Flow:
    """`link_to` is who is signed in already and adds a way in; `next` is where they wanted to go."""

    provider: str
    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    next: str
    link_to: str | None
    at_s: float


def new_flow(provider: str, redirect_uri: str, next_: str, link_to: str | None, now: datetime) -> Flow:
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Flow(provider, state, nonce, verifier, redirect_uri, safe_next(next_), link_to, now.timestamp())


class Flows:
    def __init__(self, sealer: Sealer) -> None:
        self._envelope = sealer.envelope("oidc flow")

    def seal(self, flow: Flow) -> str:
        sealed = self._envelope.seal(json.dumps(asdict(flow)).encode(), _CONTEXT)
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, cookie: str | None, provider: str, state: str, now: datetime) -> Flow:
        """Raises FlowBroken unless the browser left for this provider, lately, with this state."""
        try:
            raw = base64.urlsafe_b64decode((cookie or "")[:MAX_CHARACTERS].encode())
            flow = Flow(**json.loads(self._envelope.open(raw, _CONTEXT)))
        except (SealBroken, ValueError) as fault:
            raise FlowBroken("this browser did not leave for a provider") from fault
        if not 0 <= now.timestamp() - flow.at_s < FLOW_LIFETIME.total_seconds():
            raise FlowBroken("too much time passed")
        if flow.provider != provider or not compare_digest(flow.state.encode(), state.encode()):
            raise FlowBroken("this is the answer to another question")
        return flow


def safe_next(path: str) -> str:
    """A path of this site, or its start: an address elsewhere would make a trap of a true sign-in."""
    is_plain = path.isascii() and path.isprintable() and len(path) <= 500
    ours = path.startswith("/") and not path.startswith(("//", "/\\", "/api/", "/sign-in"))
    return path if is_plain and ours and "\\" not in path else "/"
