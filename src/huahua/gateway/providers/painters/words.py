"""What a prompt has to carry where a painter has no field for it."""

from __future__ import annotations

from huahua.gateway.domain.calls import ImageRequest


def in_words(request: ImageRequest, *, negative: bool = False) -> str:
    """The prompt with the style, and with what to leave out where `negative` has no field of its own."""
    words = [request.prompt]
    if request.style:
        words.append(f"Style: {request.style.replace('_', ' ')}.")
    if request.negative and negative:
        words.append(f"Avoid: {request.negative}.")
    return "\n".join(words)
