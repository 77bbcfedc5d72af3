"""What of a conversation a model is shown: its last turns, and key facts of what came before.

The last `max_turns` turns go along; when they are longer than the budget, fewer, but never less than
`min_turns`: then the longest old texts are cut in the middle. What falls out of the window is condensed
into key facts (`facts`), stored with the last message that they cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from huahua.chat.domain.conversation import Message, Role

MAX_TURNS = 5
MIN_TURNS = 3
MESSAGE_OVERHEAD_TOKENS = 4
MIN_CLIPPED_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Turn:
    """What the user said and what was answered; `answer` is None while it is being written."""

    user: Message
    answer: Message | None = None

    @property
    def tokens(self) -> int:
        answer = estimate_tokens(self.answer.text) + MESSAGE_OVERHEAD_TOKENS if self.answer else 0
        return estimate_tokens(self.user.text) + MESSAGE_OVERHEAD_TOKENS + answer

    @property
    def last(self) -> Message:
        return self.answer or self.user


@dataclass(frozen=True, slots=True)
class Window:
    """`turns` are shown; `dropped` came before them; `facts` condense what is known of those."""

    turns: tuple[Turn, ...]
    dropped: tuple[Turn, ...]
    facts: tuple[str, ...]


def estimate_tokens(text: str) -> int:
    """About what tokenisers of current models make of it: one per Han character, one per four others."""
    han = sum(1 for character in text if character >= "\u2e80")
    return han + -(-(len(text) - han) // 4)


def turns_of(path: Sequence[Message]) -> list[Turn]:
    """The turns of a path. An answer without a question before it (a seeded history) starts none."""
    turns: list[Turn] = []
    for message in path:
        if message.role is Role.USER:
            turns.append(Turn(message))
        elif turns and turns[-1].answer is None:
            turns[-1] = Turn(turns[-1].user, message)
    return turns


def window(
    turns: Sequence[Turn], budget_tokens: int, *, max_turns: int = MAX_TURNS, min_turns: int = MIN_TURNS
) -> Window:
    """The window over finished turns (the one being asked now is not among them)."""
    start = max(0, len(turns) - max_turns)
    while len(turns) - start > min_turns and sum(turn.tokens for turn in turns[start:]) > budget_tokens:
        start += 1
    facts = latest_facts([message for turn in turns[:start] for message in _messages(turn)])
    return Window(_clip_turns(turns[start:], budget_tokens), tuple(turns[:start]), facts)


def latest_facts(path: Sequence[Message]) -> tuple[str, ...]:
    """The facts stored last on a path."""
    return next((message.facts for message in reversed(path) if message.facts is not None), ())


def not_yet_condensed(dropped: Sequence[Turn]) -> list[Turn]:
    """The dropped turns that no stored facts cover."""
    covered = 0
    for index, turn in enumerate(dropped, start=1):
        if any(message.facts is not None for message in _messages(turn)):
            covered = index
    return list(dropped[covered:])


def clip(text: str, tokens: int) -> str:
    """At most about `tokens`: the beginning and the end, with a mark where the middle was."""
    have = estimate_tokens(text)
    if have <= tokens:
        return text
    keep = max(2, len(text) * tokens // have)
    head = keep * 2 // 3
    return f"{text[:head]}\n[…]\n{text[len(text) - (keep - head) :]}"


def _messages(turn: Turn) -> list[Message]:
    return [turn.user] if turn.answer is None else [turn.user, turn.answer]


def _clip_turns(turns: Sequence[Turn], budget_tokens: int) -> tuple[Turn, ...]:
    if not turns or sum(turn.tokens for turn in turns) <= budget_tokens:
        return tuple(turns)
    messages = [message for turn in turns for message in _messages(turn)]
    share = _fair_share([estimate_tokens(message.text) for message in messages], budget_tokens)
    return tuple(
        Turn(
            replace(turn.user, text=clip(turn.user.text, share)),
            replace(turn.answer, text=clip(turn.answer.text, share)) if turn.answer else None,
        )
        for turn in turns
    )


def _fair_share(sizes: Sequence[int], budget: int) -> int:
    """The largest size to which all may be cut so that the sum stays within the budget (max-min fairness)."""
    left = budget
    for position, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - position)
        if size > share:
            return max(MIN_CLIPPED_TOKENS, share)
        left -= size
    return max(sizes, default=MIN_CLIPPED_TOKENS)
