"""Fields of OpenAI's pictures API that mean nothing to a painter with a wire of its own. Pure.

https://platform.openai.com/docs/api-reference/images
"""

from __future__ import annotations

from huahua.gateway.domain.calls import ImageRequest, JsonObject

OPENAI_ONLY = frozenset(
    {
        *(
            "model",
            "prompt",
            "n",
            "size",
            "quality",
            "steps",
            "background",
            "output_format",
            "output_compression",
        ),
        *("moderation", "user", "response_format", "input_fidelity", "partial_images", "stream"),
    }
)
"""`steps` is what a caller of `/api/invoke` says; whoever counts steps reads it by itself."""


def foreign_fields(request: ImageRequest) -> JsonObject:
    """The other fields of a caller, for the vendor that may know them."""
    return {name: value for name, value in request.parameters.items() if name not in OPENAI_ONLY}


def steps_of(request: ImageRequest, default: int) -> int:
    """A caller's own number of steps, from 1 to 150."""
    steps = request.parameters.get("steps")
    return min(max(steps, 1), 150) if isinstance(steps, int) and not isinstance(steps, bool) else default
