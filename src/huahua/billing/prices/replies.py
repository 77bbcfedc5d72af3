"""What the price book's routes answer. Amounts are micros (millionths) of their currency."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from huahua.billing.prices.shapes import ContentBody


class BookSummary(TypedDict):
    """A version. `state` is draft, scheduled, in_force, past or withdrawn; `number` counts published versions;
    `revision` is to be sent back with a change."""

    id: str
    number: int | None
    state: str
    note: str
    revision: int
    entries: int
    effective_at: str | None
    created_by: str | None
    created_at: str
    updated_at: str
    published_by: str | None
    published_at: str | None


class PriceWarning(TypedDict):
    """`code`: `per_token` (so little that it was probably typed for one token), `very_dear`, `below_cost` (less than
    the vendor takes) or `free` (though the vendor takes something); `field` is the price at fault."""

    code: str
    entry: str
    field: str


class BookReply(BookSummary):
    """`units`: what each price is for. `unmatched`: entries that fit no model of the catalogue."""

    content: ContentBody
    units: dict[str, str]
    warnings: list[PriceWarning]
    unmatched: list[str]


class Overview(TypedDict):
    current: BookSummary | None
    scheduled: list[BookSummary]
    drafts: list[BookSummary]
    currency: str
    rates: dict[str, str]
    units: dict[str, str]


class NotTaken(TypedDict):
    model: str
    reason: str


class ImportReply(TypedDict):
    book: BookReply
    taken: list[str]
    skipped: list[NotTaken]


class PreviewRow(TypedDict):
    """Micros of the ledger's currency. `margin_micros` is new less vendor; null while some calls' cost is unknown.
    `loses`: the vendor takes more than the customers would pay."""

    name: str
    calls: int
    old_micros: int
    new_micros: int
    difference_micros: int
    vendor_micros: int
    cost_unknown_calls: int
    unpriced_calls: int
    margin_micros: int | None
    loses: bool


class PreviewReply(TypedDict):
    """The calls of the time between `from` and `until` at the prices of this version. `whole` is false where there
    were too many to look at all. Tiers count the volume from the first of these calls on."""

    book_id: str
    first: str
    until: str
    lines: int
    whole: bool
    currency: str
    total: PreviewRow
    models: list[PreviewRow]
    customers: list[PreviewRow]
    losers: list[str]
    warnings: list[PriceWarning]
    unmatched: list[str]


class GroupMember(TypedDict):
    user_id: str
    group: str


class Groups(TypedDict):
    """`groups` are those of the version in force, with their factors."""

    groups: dict[str, str]
    members: list[GroupMember]


class MarginRow(TypedDict):
    """Micros of the ledger's currency. `margin_micros` is null while some calls' cost is unknown; `unconverted` counts
    calls in currencies without a rate, which are in no sum."""

    name: str
    calls: int
    revenue_micros: int
    vendor_micros: int
    cost_unknown_calls: int
    unconverted_calls: int
    margin_micros: int | None
    loses: bool


class Margins(TypedDict):
    first: str
    until: str
    currency: str
    total: MarginRow
    rows: list[MarginRow]


class ListedPrice(TypedDict):
    """What a model costs the asker now. `price` has one amount for each of `units`; `longer` and `pictures` where there
    are such prices. `until`: when it may change by the hour or by another version. `tiers`: by monthly volume."""

    model: str
    provider: str
    price: dict[str, Any]
    tier: int
    until: str
    factors: list[dict[str, str]]
    tiers: list[dict[str, Any]]
    hours: list[dict[str, Any]]


class PriceList(TypedDict):
    items: list[ListedPrice]
    units: dict[str, str]


class CostPart(TypedDict):
    """`count` units at `price_micros`; `micros` is exact, with its fraction. `counted_in` where the count is finer than
    the unit (milliseconds of a price per second)."""

    name: str
    count: int
    counted_in: str | None
    price_micros: int
    unit: str
    micros: str
    kind: str | None


class BookMention(TypedDict):
    id: str
    number: int | None
    effective_at: str | None


class TierMention(TypedDict):
    """`mode`: graduated or volume; null where the entry has no tiers."""

    number: int
    above: int
    mode: str | None


class MonthMention(TypedDict):
    """The call's month is priced by its whole volume. `corrected_micros`: by how much the month's correction, of all
    its calls together, changed the wallet (below 0: charged); null while the month runs, and where nothing was to be
    corrected."""

    month: str
    corrected_micros: int | None


class FactorMention(TypedDict):
    what: str
    factor: str


class VendorPart(TypedDict):
    amount_micros: int | None
    currency: str | None
    margin_micros: int | None
    margin_currency: str


class Explanation(TypedDict):
    """Why a call cost what it cost. `sum_micros` is the exact sum of the parts, `rounded_micros` the same rounded up,
    `cost_micros` what was charged. `outcome`: `charged`, `free`, `failed`, `from_cache` or `no_price`. `book` is null
    where the price is the model row's own. `vendor` is for operators alone."""

    request_id: str
    created_at: str
    user_id: str
    key_id: str | None
    model: str
    provider: str
    upstream_model: str
    task: str
    status: int
    error_code: str | None
    route_reason: str
    cache: str
    picture: str | None
    currency: str | None
    parts: list[CostPart]
    sum_micros: str
    rounded_micros: int
    cost_micros: int
    outcome: str
    book: BookMention | None
    entry: str | None
    tier: TierMention | None
    month: MonthMention | None
    factors: list[FactorMention]
    longer_prompt_above: int | None
    vendor: VendorPart | None
