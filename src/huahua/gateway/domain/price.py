"""What one call costs: prices in whole micros (millionths of the currency), never floats. Pure.

Token prices are per million tokens, so one token of a price of 1 costs a millionth of a micro: a call's
parts are summed exactly first and rounded up once, so that no call with a price is free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from huahua.gateway.domain.calls import Usage

MILLION = 1_000_000
CURRENCY = re.compile(r"[A-Z]{3}")
"""A code of ISO 4217."""
MAX_MICROS = 10**15
"""A billion of the currency: what one price may be at most, so that sums stay within 64 bits."""
MAX_KINDS = 100
MAX_STEPS = 10

PER_MILLION_TOKENS = "per 1,000,000 tokens"
UNITS: dict[str, str] = {
    "input": PER_MILLION_TOKENS,
    "output": PER_MILLION_TOKENS,
    "cache_read": PER_MILLION_TOKENS,
    "cache_write": PER_MILLION_TOKENS,
    "cache_write_1h": PER_MILLION_TOKENS,
    "reasoning": PER_MILLION_TOKENS,
    "audio_input": PER_MILLION_TOKENS,
    "audio_output": PER_MILLION_TOKENS,
    "picture": "per picture",
    "call": "per call",
    "second": "per second of inference",
    "memory": "per GiB of memory and second",
    "character": "per 1,000,000 characters",
    "sound": "per second of sound",
    "page": "per page",
}
"""What each price is for. Amounts are micros of the currency."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a price came out of a price book: kept with the call, so that its cost can be explained for ever."""

    book: str
    """Id of the version."""
    entry: str
    """What the entry is for: a model's name, or provider/upstream model. Empty: the row's own price."""
    tier: int = 0
    """Place among the entry's tiers, from 0."""
    above: int = 0
    """The monthly volume from which the tier counts."""
    factors: tuple[tuple[str, str], ...] = ()
    """(what, decimal number) such as ('group vip', '0.8'), all multiplied."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a call's cost: `count` of `unit`s at `price` micros. Exact cost: `millionths` of a micro."""

    name: str
    count: int
    price: int
    millionths: int


@dataclass(frozen=True, slots=True)
class Price:
    """Micros of `currency`, in the units of `UNITS`.

    A bucket of None is charged like the one it is part of: cached and heard input like input, reasoning and spoken
    output like output, a cache write of an hour like one of five minutes.
    """

    currency: str = "USD"
    input: int = 0
    output: int = 0
    cache_read: int | None = None
    cache_write: int | None = None
    reasoning: int | None = None
    picture: int = 0
    call: int = 0
    second: int = 0
    character: int = 0
    sound: int = 0
    cache_write_1h: int | None = None
    audio_input: int | None = None
    audio_output: int | None = None
    page: int = 0
    memory: int = 0
    pictures: tuple[tuple[str, int], ...] = ()
    """One picture by `1024x1536/high`, `1024x1536` or `/high`, the first of these that is there; else `picture`."""
    longer: tuple[tuple[int, Price], ...] = ()
    """(tokens, price), rising: a call whose prompt has more tokens than that is charged so as a whole."""
    terms: Terms | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for what is no price."""
        if not CURRENCY.fullmatch(self.currency):
            raise ValueError(f"'{self.currency}' is no currency; use a code such as USD or CNY")
        for name in UNITS:
            value = getattr(self, name)
            if value is not None:
                _check_micros(name, value)
        _check_kinds(self.pictures)
        _check_steps(self)

    @property
    def is_free(self) -> bool:
        """Whether no call can cost anything."""
        own = any(getattr(self, name) for name in UNITS) or any(micros for _, micros in self.pictures)
        return not own and all(price.is_free for _, price in self.longer)

    def cost(self, usage: Usage, *, duration_ms: int = 0, kind: str = "") -> int:
        """Micros of one call, rounded up. `duration_ms` is the model's own time where `usage` says none; `kind` the
        size and quality of its pictures, such as `1024x1024/high`."""
        if self.longer:
            longer = self.at(usage.prompt_tokens)
            if longer is not self:
                return longer.cost(usage, duration_ms=duration_ms, kind=kind)
        millionths = usage.input_tokens * self.input + usage.output_tokens * self.output
        if usage.cache_read_tokens:
            millionths += usage.cache_read_tokens * (
                self.input if self.cache_read is None else self.cache_read
            )
        if usage.cache_write_tokens:
            millionths += usage.cache_write_tokens * self._write
        if usage.reasoning_tokens:
            millionths += usage.reasoning_tokens * (self.output if self.reasoning is None else self.reasoning)
        if usage.cache_write_1h_tokens or usage.audio_input_tokens or usage.audio_output_tokens:
            millionths += self._apart(usage)
        if usage.images or usage.characters or usage.audio_seconds or usage.pages or usage.memory_gib_ms:
            millionths += self._beside_tokens(usage, kind)
        own_ms = usage.inference_ms or duration_ms
        millionths += self.call * MILLION + own_ms * self.second * (MILLION // 1000)
        return -(-millionths // MILLION)

    def parts(self, usage: Usage, *, duration_ms: int = 0, kind: str = "") -> list[Part]:
        """What `cost` sums up before it rounds, without what was not used or is free."""
        longer = self.at(usage.prompt_tokens)
        if longer is not self:
            return longer.parts(usage, duration_ms=duration_ms, kind=kind)
        return [
            Part(name, count, price, count * price * MILLION // per)
            for name, count, price, per in self._counted(usage, usage.inference_ms or duration_ms, kind)
            if count and price
        ]

    def at(self, prompt_tokens: int) -> Price:
        """The price of a call with a prompt of this length."""
        found = self
        for above, longer in self.longer:
            if prompt_tokens > above:
                found = longer
        return found

    def picture_of(self, kind: str) -> int:
        """Of one picture of this size and quality."""
        if not kind or not self.pictures:
            return self.picture
        known = dict(self.pictures)
        size, slash, quality = kind.partition("/")
        for name in (kind, size, slash + quality):
            if name in known:
                return known[name]
        return self.picture

    def as_json(self) -> dict[str, Any]:
        """Every price, and the rest where there is some; `from_json` reads it back."""
        found = {name: getattr(self, name) for name in ("currency", *UNITS)}
        if self.pictures:
            found["pictures"] = dict(self.pictures)
        if self.longer:
            found["longer"] = [[above, price.brief()] for above, price in self.longer]
        if self.terms is not None:
            found["terms"] = asdict(self.terms)
        return found

    def brief(self) -> dict[str, Any]:
        """`as_json` without what is as it is where nothing is said: for lines of which there are many."""
        found = self.as_json()
        return {name: value for name, value in found.items() if name == "currency" or value != _PLAIN[name]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Price | None:
        """Raises ValueError (also for fields that a price does not have). What is left out
        is not priced."""
        if value is None:
            return None
        unknown = set(value) - set(cls.__dataclass_fields__)
        if unknown:
            raise ValueError(f"a price has no '{min(unknown)}'")
        given = dict(value)
        if "pictures" in given:
            pairs = given["pictures"]
            pairs = pairs.items() if isinstance(pairs, Mapping) else pairs or ()
            given["pictures"] = tuple((name, micros) for name, micros in pairs)
        if "longer" in given:
            given["longer"] = tuple((above, cls.from_json(price)) for above, price in given["longer"] or ())
        if given.get("terms") is not None:
            given["terms"] = _terms(given["terms"])
        return cls(**given)

    @property
    def _write(self) -> int:
        return self.input if self.cache_write is None else self.cache_write

    def _apart(self, usage: Usage) -> int:
        """Millionths of tokens that few calls have."""
        write = _or(self.cache_write_1h, self._write)
        heard, spoken = _or(self.audio_input, self.input), _or(self.audio_output, self.output)
        return (
            usage.cache_write_1h_tokens * write
            + usage.audio_input_tokens * heard
            + usage.audio_output_tokens * spoken
        )

    def _beside_tokens(self, usage: Usage, kind: str) -> int:
        whole = (
            usage.images * self.picture_of(kind) + usage.audio_seconds * self.sound + usage.pages * self.page
        )
        thousandth = usage.memory_gib_ms * self.memory
        return whole * MILLION + thousandth * (MILLION // 1000) + usage.characters * self.character

    def _counted(self, usage: Usage, own_ms: int, kind: str) -> Iterator[tuple[str, int, int, int]]:
        """(price, count, micros, for how many) of everything that is counted."""
        write = self._write
        for name, count, price in (
            ("input", usage.input_tokens, self.input),
            ("cache_read", usage.cache_read_tokens, _or(self.cache_read, self.input)),
            ("cache_write", usage.cache_write_tokens, write),
            ("cache_write_1h", usage.cache_write_1h_tokens, _or(self.cache_write_1h, write)),
            ("audio_input", usage.audio_input_tokens, _or(self.audio_input, self.input)),
            ("output", usage.output_tokens, self.output),
            ("reasoning", usage.reasoning_tokens, _or(self.reasoning, self.output)),
            ("audio_output", usage.audio_output_tokens, _or(self.audio_output, self.output)),
            ("character", usage.characters, self.character),
        ):
            yield name, count, price, MILLION
        yield "picture", usage.images, self.picture_of(kind), 1
        yield "sound", usage.audio_seconds, self.sound, 1
        yield "page", usage.pages, self.page, 1
        yield "call", 1, self.call, 1
        yield "second", own_ms, self.second, 1000
        yield "memory", usage.memory_gib_ms, self.memory, 1000


def micros(amount: Decimal | int | str) -> int:
    """An amount of the currency, such as '0.14', in whole micros; finer digits are rounded up.

    Raises ValueError: negative, or over `MAX_MICROS`.
    """
    exact = Decimal(amount) * MILLION
    if not exact.is_finite() or not 0 <= exact <= MAX_MICROS:
        raise ValueError("an amount must be 0 or more, and less than a billion")
    return int(exact.to_integral_value(rounding="ROUND_CEILING"))


_PLAIN = {field.name: field.default for field in fields(Price)}


def _or(own: int | None, other: int) -> int:
    return other if own is None else own


def _check_micros(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_MICROS:
        raise ValueError(f"the price '{name}' must be a whole number of micros, 0 or more")


def _check_kinds(pictures: tuple[tuple[str, int], ...]) -> None:
    if len(pictures) > MAX_KINDS:
        raise ValueError(f"a price knows at most {MAX_KINDS} kinds of pictures")
    for kind, value in pictures:
        if not isinstance(kind, str) or not 0 < len(kind) <= 40:
            raise ValueError("a kind of picture is written like 1024x1024/high, 1024x1024 or /high")
        _check_micros(f"pictures {kind}", value)


def _check_steps(price: Price) -> None:
    if len(price.longer) > MAX_STEPS:
        raise ValueError(f"a price has at most {MAX_STEPS} steps for longer prompts")
    before = 0
    for above, longer in price.longer:
        if isinstance(above, bool) or not isinstance(above, int) or above <= before:
            raise ValueError("the steps for longer prompts must rise, from 1 token on")
        if longer is None or longer.longer or longer.currency != price.currency:
            raise ValueError("a longer prompt's price has the same currency, and no steps of its own")
        before = above


def _terms(given: Mapping[str, Any]) -> Terms:
    known = {field.name for field in fields(Terms)}
    values = {name: value for name, value in given.items() if name in known}
    values["factors"] = tuple((name, number) for name, number in values.get("factors") or ())
    return Terms(**values)
