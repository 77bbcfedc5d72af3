"""The port `CandidateJudge` as it is without a scorer: a drawing says itself what it could not show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huahua.avatars.domain.labels import VALUE_LABELS
from huahua.avatars.domain.project import Scored, said_checks
from huahua.avatars.domain.spec import AvatarSpec

_NAMES = {
    (name, value): set(labels) for name, values in VALUE_LABELS.items() for value, labels in values.items()
}


class UnmetJudge:
    """A vector avatar is as good as the share of its wishes that it shows; of a painting nothing is known."""

    async def judge(self, user_id: str, spec: AvatarSpec, pictures: Sequence[dict[str, Any]]) -> list[Scored]:
        return [self._one(spec, picture) for picture in pictures]

    def _one(self, spec: AvatarSpec, picture: dict[str, Any]) -> Scored:
        if picture["origin"] != "avatar":
            return Scored(picture["id"], None, dict.fromkeys(spec.said(), "unsure"))
        checks = said_checks(spec, set(picture["unmet"]), _NAMES)
        seen = sum(check == "seen" for check in checks.values())
        return Scored(picture["id"], seen / len(checks) if checks else None, checks)
