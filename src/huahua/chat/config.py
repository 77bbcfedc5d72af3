"""Typed configuration of conversations; boot fills it from the settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChatConfig:
    """Limits and times. Texts are counted in characters, times in seconds."""

    max_text_chars: int = 32_000
    """One message of a user."""
    max_title_chars: int = 120
    max_attachments: int = 8
    max_search_chars: int = 200
    max_context_messages: int = 200
    """Messages in a `context` list of `POST /chat`."""
    page_size: int = 30
    window_tokens: int = 8_000
    """Budget of the turns that a model is shown, beside the words being answered."""
    max_turns: int = 5
    min_turns: int = 3
    max_seen_pictures: int = 4
    """Attached pictures whose pixels a vision model is shown, newest first."""
    max_seen_paintings: int = 3
    """Painted pictures of the visible branch that it is shown besides, newest first."""
    max_seen_chars: int = 8_000_000
    """All of these together, as base64. Attached ones come first; what does not fit stays away."""
    max_rounds: int = 3
    """Questions to the model in one turn: the first, one after a tool call without words, one after a fault."""
    max_paintings: int = 4
    """Tool calls carried out in one turn."""
    turn_timeout_s: float = 900.0
    source_wait_s: float = 120.0
    """How long an edit waits for the picture that it changes, where that is still being painted."""
    note_timeout_s: float = 60.0
    """How long a model may take for a title or key facts before the built-in note taker does it."""
    simple_wait_s: float = 120.0
    """How long `/chat` and `/ws` wait for the paintings of a turn."""
