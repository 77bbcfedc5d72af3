"""What a painting run carries: the wish with every choice made, so that a restart paints the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huahua.gateway.api import Caller
from huahua.jobs.api import Run, RunStatus, Size
from huahua.kit.limits import Allowance
from huahua.painting.domain.brand import Branding
from huahua.painting.domain.picture import Picture
from huahua.painting.domain.spec import PaintSpec

KIND = "painting"
LANE = "painting"


@dataclass(frozen=True, slots=True)
class Order:
    """`spec.model` is set, and so is `spec.seed` but for edits. `builtin`: an engine of this machine paints.

    `enriched` is set where the richer prompt is known beforehand (a variation of an earlier picture), and `seeded`
    where the seed is the user's own wish. `earlier` are the runs in whose place this one is, the newest last: their
    pictures are its own, and only what they are missing is painted. `brand` is what the wish takes from its brand,
    whose style and negative text stand in the spec already.
    """

    spec: PaintSpec
    role: str
    builtin: bool
    avatar: bool
    message_id: str | None = None
    enriched: str | None = None
    seeded: bool = False
    earlier: tuple[str, ...] = ()
    brand: Branding | None = None
    allowance: Allowance | None = None
    """Of somebody else who has it painted in the user's name."""

    def to_json(self) -> dict[str, Any]:
        return {
            "spec": self.spec.to_json(),
            "role": self.role,
            "builtin": self.builtin,
            "avatar": self.avatar,
            "message_id": self.message_id,
            "enriched": self.enriched,
            "seeded": self.seeded,
            "earlier": list(self.earlier),
            "brand": None if self.brand is None else self.brand.to_json(),
            "allowance": self.allowance.to_json() if self.allowance is not None else None,
        }

    @classmethod
    def of(cls, run: Run) -> Order:
        request = run.request
        brand = request.get("brand")
        read = {
            "spec": PaintSpec.from_json(request["spec"]),
            "earlier": tuple(request.get("earlier", ())),
            "brand": None if brand is None else Branding.from_json(brand),
            "allowance": Allowance.from_json(request.get("allowance")),
        }
        return cls(**(request | read))

    def caller(self, user_id: str) -> Caller:
        if (allowance := self.allowance) is not None:
            return Caller(user_id, self.role, allowance.id, restrictions=allowance.restrictions())
        return Caller(user_id, self.role)

    @property
    def guest_of(self) -> str | None:
        """The chat widget whose visitor has it painted."""
        return None if self.allowance is None else self.allowance.id

    @property
    def model(self) -> str:
        assert self.spec.model is not None
        return self.spec.model

    @property
    def shown_prompt(self) -> str:
        """The words that a card shows for this wish."""
        return self.spec.prompt or self.spec.instruction or self.spec.words


def missing_of(run: Run, pictures: Sequence[Picture]) -> list[int]:
    """Places of a run that has ended which have no picture and might: what was deleted since is not missed where it is
    known that it was there."""
    there = {picture.position for picture in pictures}
    if run.status is RunStatus.SUCCEEDED:
        failed = [failure["index"] for failure in (run.result or {}).get("failed", ())]
        return sorted(index for index in failed if index not in there)
    return [index for index in range(Order.of(run).spec.count) if index not in there]


def size_of_run(run: Run) -> Size:
    """A painting takes as long as its model takes for each of its pictures."""
    spec = run.request.get("spec", {})
    return Size(spec.get("model") or KIND, max(1, spec.get("count") or 1))
