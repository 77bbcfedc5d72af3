"""What a request is about, told from its words: rules first, a small classifier second. Pure."""

from __future__ import annotations

from huahua.gateway.domain.routing import TaskKind
from huahua.gateway.routing.tasks.rules import by_rule

__all__ = ["kind_of"]


def kind_of(text: str, *, picture: bool = False) -> TaskKind:
    """The kind of task of one message. `picture`: one comes with it."""
    found = by_rule(text, picture=picture)
    if found is not None:
        return found
    if not text.strip():
        return TaskKind.DIALOGUE
    # Imported with the first question: it brings numpy, which a server without virtual models does not need.
    from huahua.gateway.routing.tasks.classifier import shipped

    return shipped().kind(text)
