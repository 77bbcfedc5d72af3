"""What a painting run carries: the wish with every choice made, so that a restart paints the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huahua.gateway.api import Caller
from huahua.jobs.api import Run, Size
from huahua.painting.domain.spec import PaintSpec

KIND = "painting"
LANE = "painting"


@dataclass(frozen=True, slots=True)
class Order:
    """`spec.model` is set, and so is `spec.seed` but for edits. `builtin`: an engine of this machine paints.

    `enriched` is set where the richer prompt is known beforehand (a variation of an earlier picture), and `seeded`
    where the seed is the user's own wish.
    """

    spec: PaintSpec
    role: str
    builtin: bool
    avatar: bool
    message_id: str | None = None
    enriched: str | None = None
    seeded: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "spec": self.spec.to_json(),
            "role": self.role,
            "builtin": self.builtin,
            "avatar": self.avatar,
            "message_id": self.message_id,
            "enriched": self.enriched,
            "seeded": self.seeded,
        }

    @classmethod
    def of(cls, run: Run) -> Order:
        return cls(**(run.request | {"spec": PaintSpec.from_json(run.request["spec"])}))

    def caller(self, user_id: str) -> Caller:
        return Caller(user_id, self.role)

    @property
    def model(self) -> str:
        assert self.spec.model is not None
        return self.spec.model

    @property
    def shown_prompt(self) -> str:
        """The words that a card shows for this wish."""
        return self.spec.prompt or self.spec.instruction or self.spec.words


def size_of_run(run: Run) -> Size:
    """A painting takes as long as its model takes for each of its pictures."""
    spec = run.request.get("spec", {})
    return Size(spec.get("model") or KIND, max(1, spec.get("count") or 1))
