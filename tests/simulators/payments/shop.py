"""What all payment simulators share: trades that a test lets happen, and call-backs that it sends."""

from __future__ import annotations

import json
import secrets
from abc import abstractmethod
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from huahua.billing.payments.domain.orders import Order
from huahua.billing.payments.ports import Delivery
from tests.simulators.server import Answer, Received, Simulator


class Keys(NamedTuple):
    key: RSAPrivateKey
    private_pkcs1: str
    private_pem: str
    public_pem: str


@cache
def rsa_keys(_whose: str) -> Keys:
    """A pair for each name; made once, for it takes a while."""
    key = generate_private_key(65537, 2048)
    traditional = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    pkcs8 = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return Keys(key, traditional, pkcs8, public)


def bare(pem: str) -> str:
    """The base64 between the lines of a PEM."""
    return "".join(line for line in pem.splitlines() if not line.startswith("-----"))


@dataclass
class Trade:
    """What somebody paid, in the vendor's own writing. `ref` is the vendor's id of it."""

    order_id: str
    amount: str | int
    currency: str
    ref: str
    paid: bool = True
    closed: bool = False
    refunds: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a call-back that a test sends; nothing is, by default."""

    amount_micros: int | None = None
    currency: str | None = None
    order_id: str | None = None
    ref: str | None = None
    forged: bool = False
    """Signed with another key."""
    changed: bool = False
    """Changed after it was signed."""
    unsigned: bool = False
    empty_secret: bool = False
    """Signed with nothing for a secret."""
    age_s: int = 0
    foreign: bool = False
    """Of another application or merchant."""
    refunded: str = ""
    """What was paid back so far, in a call-back of Alipay's."""
    unpaid: bool = False
    """It tells of something else than money that came."""


RIGHT = Wrong()


class Shop(Simulator):
    """A payment provider. `pay` lets the customer pay, `notice` is the call-back that tells of it."""

    amounts_have_currency = True
    notices_have_time = True
    signs_with_secret = False
    """Whether the call-backs are signed with a shared secret."""

    def __init__(self) -> None:
        super().__init__()
        self.trades: dict[str, Trade] = {}
        self.refund_status = "SUCCESS"
        """SUCCESS, PROCESSING or REFUSED: what becomes of the next refunds."""
        self.refunded: list[str] = []
        """Refunds that were really paid, by our number."""
        self.complaints: list[str] = []
        """What was wrong with a request: its signature, say. Tests look that there is nothing."""

    @property
    def vendor_config(self) -> Any:
        raise NotImplementedError

    def pay(self, order: Order, *, amount_micros: int | None = None, ref: str | None = None) -> Trade:
        micros = order.amount_micros if amount_micros is None else amount_micros
        written = self.written(micros, order.currency)
        trade = Trade(order.id, written, order.currency, ref or self.new_ref())
        self.trades[order.id] = trade
        return trade

    @abstractmethod
    def written(self, micros: int, currency: str) -> str | int:
        """An amount as this vendor writes it."""

    @abstractmethod
    def notice(self, order: Order, wrong: Wrong = RIGHT) -> Delivery: ...

    def new_ref(self) -> str:
        return f"{self.vendor}{secrets.token_hex(8)}"

    def ref_of(self, order: Order, wrong: Wrong) -> str:
        trade = self.trades.get(order.id)
        return wrong.ref or (trade.ref if trade is not None else self.new_ref())

    def amount_of(self, order: Order, wrong: Wrong) -> str | int:
        micros = order.amount_micros if wrong.amount_micros is None else wrong.amount_micros
        return self.written(micros, wrong.currency or order.currency)

    def complain(self, what: str) -> Answer:
        self.complaints.append(what)
        return Answer(
            json.dumps({"error": {"code": "bad_request"}, "code": "SIGN_ERROR"}).encode(), status=401
        )

    def error(self, status: int, request: Received) -> Answer:
        return Answer(b"{}", status=status)

    def error_frames(self, request: Received) -> list[bytes]:
        return []


def json_answer(body: Any, status: int = 200) -> Answer:
    return Answer(json.dumps(body).encode(), status=status)
