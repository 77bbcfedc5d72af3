"""Typed configuration of the gateway; boot fills it from the settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from huahua.gateway.domain.queueing import QueuePolicy
from huahua.kit.units import MEBIBYTE


@dataclass(frozen=True, slots=True)
class GatewayLimits:
    """What one request may hold. Every limit answers with a clear 4xx that names it."""

    max_body_bytes: int = 32 * MEBIBYTE
    """A JSON body, with the pictures in it."""
    max_upload_bytes: int = 64 * MEBIBYTE
    """A multipart body (picture edits, audio files)."""
    max_messages: int = 4_000
    max_text_chars: int = 2_000_000
    """All texts of one chat request together."""
    max_prompt_chars: int = 32_000
    """The words of one painting request."""
    max_embedding_inputs: int = 2_048
    """Also texts to moderate and documents to rank."""
    max_realtime_frame_bytes: int = MEBIBYTE
    """One frame from a client of `/v1/realtime`; the server's own limit is the same."""
    realtime_idle_s: float = 600.0
    """Silence of both sides after which a conversation is closed."""
    realtime_s: float = 3_600.0
    """The longest conversation."""
    max_speech_chars: int = 100_000
    """Text to speak in one request; vendors take some 4,000, servers of one's own often more."""
    max_image_bytes: int = 25 * MEBIBYTE
    max_image_pixels: int = 64_000_000
    """Width times height of a picture given to a model: the guard against decompression bombs."""
    max_images: int = 16
    max_image_count: int = 10
    """Pictures asked for in one request."""
    queue: QueuePolicy = field(default_factory=QueuePolicy)
    """How many calls run and wait at once, in this process."""
