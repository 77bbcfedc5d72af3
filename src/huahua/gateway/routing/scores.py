"""How good each model is at each kind of task: shipped, said by the operator, learnt from users. Pure.

A thumb up or down is one vote of a Bernoulli trial; the base score counts like `PRIOR` votes (a Beta prior), so
that a few thumbs move a score a little and many move it to what users say.
"""

from __future__ import annotations

from collections.abc import Iterable

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.routing import Score, TaskKind
from huahua.gateway.profiles.quality import family_score

PRIOR = 30.0


def score_key(candidate: Candidate) -> str:
    """provider/model: the same model is as good under each API key."""
    return f"{candidate.row.provider}/{candidate.row.model}"


def shrunk(base: float, up: int, down: int) -> float:
    """The mean of Beta(base * PRIOR + up, (1 - base) * PRIOR + down)."""
    return (base * PRIOR + up) / (PRIOR + up + down)


class ScoreBook:
    """The table of scores in force; built anew whenever one changes."""

    def __init__(self, scores: Iterable[Score] = ()) -> None:
        self._kept = {(score.key, score.kind): score for score in scores}
        self._known: dict[tuple[str, TaskKind, int], float] = {}

    def kept(self, key: str, kind: TaskKind) -> Score:
        return self._kept.get((key, kind)) or Score(key, kind)

    def base(self, candidate: Candidate, kind: TaskKind) -> float:
        """Without what users said: the operator's score, the row's own, or that of the model's family."""
        given = self.kept(score_key(candidate), kind).given
        if given is not None:
            return given
        own = candidate.row.quality.get(kind)
        return own if own is not None else family_score(candidate.row.model, kind, builtin=candidate.builtin)

    def quality(self, candidate: Candidate, kind: TaskKind) -> float:
        place = (score_key(candidate), kind, id(candidate.row))
        known = self._known.get(place)
        if known is None:
            kept = self.kept(score_key(candidate), kind)
            known = self._known[place] = shrunk(self.base(candidate, kind), kept.up, kept.down)
        return known
