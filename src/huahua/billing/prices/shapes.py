"""What a price book looks like in JSON: bodies of the API, and the content as the database keeps it.

All amounts are whole micros (millionths) of their currency; what each price is for stands in `units`.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from huahua.billing.prices.domain.book import Content, Entry, Step, TierMode, Tiers, TierUnit, Window
from huahua.billing.prices.domain.factor import factor
from huahua.gateway.api import MAX_MICROS, Price

Micros = Annotated[int, Field(ge=0, le=MAX_MICROS)]


def _factor_text(text: str) -> str:
    factor(text)
    return text


Decimals = Annotated[str, Field(pattern=r"^\d{1,4}(\.\d{1,6})?$"), AfterValidator(_factor_text)]
"""A factor such as '0.8'; a text, so that nothing is rounded on the way."""
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
GroupName = Annotated[str, Field(pattern=r"^[\w.-]{1,40}$")]
MAX_ENTRIES = 2_000
MAX_TIERS = 20
MAX_WINDOWS = 10
MAX_GROUPS = 100


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FlatPrice(Shape):
    """Micros. Tokens and characters per million; `picture`, `page` and `call` each; `second` of inference and of
    `sound` each; `memory` per GiB and second. Null: charged like the bucket it is part of (cached and
    heard input like `input`, reasoning and spoken output like `output`, `cache_write_1h` like `cache_write`).
    `pictures`: micros of one picture by `1024x1536/high`, `1024x1536` or `/high`."""

    input: Micros = 0
    output: Micros = 0
    cache_read: Micros | None = None
    cache_write: Micros | None = None
    cache_write_1h: Micros | None = None
    reasoning: Micros | None = None
    audio_input: Micros | None = None
    audio_output: Micros | None = None
    picture: Micros = 0
    pictures: Annotated[
        dict[Annotated[str, Field(pattern=r"^(\d{1,5}x\d{1,5})?(/[\w.-]{1,20})?$", min_length=1)], Micros],
        Field(max_length=100),
    ] = {}
    call: Micros = 0
    second: Micros = 0
    memory: Micros = 0
    character: Micros = 0
    sound: Micros = 0
    page: Micros = 0


class LongPrice(Shape):
    """Of calls whose prompt has more than `above` tokens, as a whole."""

    above: Annotated[int, Field(ge=1, le=10**9)]
    price: FlatPrice


class BookPrice(FlatPrice):
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    longer: Annotated[list[LongPrice], Field(max_length=10)] = []

    @model_validator(mode="after")
    def rising(self) -> BookPrice:
        steps = [step.above for step in self.longer]
        if steps != sorted(set(steps)):
            raise ValueError("the steps for longer prompts must rise")
        return self

    def price(self) -> Price:
        given = self.model_dump(exclude={"longer"})
        longer = [
            [step.above, {"currency": self.currency, **step.price.model_dump()}] for step in self.longer
        ]
        found = Price.from_json({**given, "longer": longer})
        assert found is not None
        return found


class StepBody(Shape):
    """From `above` units a month on."""

    above: Annotated[int, Field(ge=1, le=10**15)]
    price: BookPrice


class TiersBody(Shape):
    """Prices by monthly volume (calendar months, UTC). A call is charged by the tier in which it begins. `graduated`:
    what was charged before stays. `volume`: when the month is over, all of it is charged by the tier that its whole
    volume reached, and the difference is one correction."""

    mode: TierMode
    unit: TierUnit
    steps: Annotated[list[StepBody], Field(min_length=1, max_length=MAX_TIERS)]

    @model_validator(mode="after")
    def rising(self) -> TiersBody:
        steps = [step.above for step in self.steps]
        if steps != sorted(set(steps)):
            raise ValueError("the tiers must rise")
        return self

    def tiers(self) -> Tiers:
        return Tiers(self.mode, self.unit, tuple(Step(step.above, step.price.price()) for step in self.steps))


class WindowBody(Shape):
    """Hours with a factor of their own. Where `until` is not after `from` it lies on the next day; `days` (0 is
    Monday) are those on which the hours begin. `cost_factor` is the vendor's."""

    zone: Annotated[str, Field(min_length=1, max_length=60)]
    start: Annotated[Clock, Field(alias="from")]
    end: Annotated[Clock, Field(alias="until")]
    factor: Decimals
    cost_factor: Decimals = "1"
    days: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)] = list(
        range(7)
    )

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    @field_validator("zone")
    @classmethod
    def known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise ValueError(f"'{value}' is not a time zone of the IANA database") from fault
        return value

    def window(self) -> Window:
        return Window(
            self.zone,
            _minutes(self.start),
            _minutes(self.end),
            factor(self.factor),
            frozenset(self.days),
            factor(self.cost_factor),
        )


class EntryBody(Shape):
    """What calls of one model cost. `model`: its name as customers know it, or `provider/upstream model`; `provider`
    narrows a name to that provider's rows. `cost`: what the vendor takes; null, what the model's row says."""

    model: Annotated[str, Field(min_length=1, max_length=310)]
    provider: Annotated[str, Field(max_length=100)] = ""
    price: BookPrice
    cost: BookPrice | None = None
    tiers: TiersBody | None = None
    windows: Annotated[list[WindowBody], Field(max_length=MAX_WINDOWS)] = []
    source: Annotated[str, Field(max_length=300)] = ""
    """Where the price was read, and when: for people."""

    @model_validator(mode="after")
    def one_currency(self) -> EntryBody:
        steps = self.tiers.steps if self.tiers else []
        if any(step.price.currency != self.price.currency for step in steps):
            raise ValueError("all tiers of an entry have the currency of its price")
        return self

    def entry(self) -> Entry:
        return Entry(
            self.model,
            self.price.price(),
            self.provider,
            self.cost.price() if self.cost else None,
            self.tiers.tiers() if self.tiers else None,
            tuple(window.window() for window in self.windows),
        )


class ContentBody(Shape):
    """A whole price book. `groups`: kinds of customers by name, with what their prices are multiplied by."""

    entries: Annotated[list[EntryBody], Field(max_length=MAX_ENTRIES)] = []
    groups: Annotated[dict[GroupName, Decimals], Field(max_length=MAX_GROUPS)] = {}

    @model_validator(mode="after")
    def once_each(self) -> ContentBody:
        seen = set()
        for entry in self.entries:
            name = (entry.model, entry.provider)
            if name in seen:
                raise ValueError(f"'{entry.model}' is in the book twice")
            seen.add(name)
        return self

    def content(self) -> Content:
        groups = {name: factor(value) for name, value in self.groups.items()}
        return Content(tuple(entry.entry() for entry in self.entries), groups)

    def document(self) -> dict[str, Any]:
        """As the database keeps it, and the API shows it."""
        return self.model_dump(mode="json", by_alias=True)


def price_document(price: Price) -> dict[str, Any]:
    """A price as `BookPrice` has it."""
    found = {name: value for name, value in price.as_json().items() if name in BookPrice.model_fields}
    found["longer"] = [
        {
            "above": above,
            "price": {
                name: value for name, value in longer.as_json().items() if name in FlatPrice.model_fields
            },
        }
        for above, longer in price.longer
    ]
    return found


def _minutes(clock: str) -> int:
    at = time.fromisoformat(clock)
    return at.hour * 60 + at.minute
