"""OpenAI's endpoints beside chat: speech, transcripts, moderation; and reranking as Cohere, Jina and vLLM do it.

https://platform.openai.com/docs/api-reference/audio
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from tests.simulators.server import SSE, Answer, Received

SOUND = bytes(range(256)) * 64
PIECES = [SOUND[start : start + 4096] for start in range(0, len(SOUND), 4096)]
WORDS = "海上生明月。The moon rises."
SUBTITLES = (
    "1\n00:00:00,000 --> 00:00:03,240\n海上生明月。\n\n2\n00:00:03,240 --> 00:00:08,470\nThe moon rises.\n\n"
)
TRANSCRIPT_USAGE = {
    "type": "tokens",
    "input_tokens": 84,
    "input_token_details": {"text_tokens": 0, "audio_tokens": 84},
    "output_tokens": 12,
    "total_tokens": 96,
}
_CATEGORIES = ("harassment", "hate", "sexual", "violence")


def speech(body: dict[str, Any]) -> Answer:
    """Sound in pieces, or events with sound in base64 and usage at the end."""
    if body.get("stream_format") != "sse":
        kind = {"wav": "audio/wav", "pcm": "audio/pcm"}.get(body.get("response_format", ""), "audio/mpeg")
        return Answer(content_type=kind, frames=list(PIECES))
    usage = {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}
    events = [{"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()} for piece in PIECES]
    return _events(events, {"type": "speech.audio.done", "usage": usage})


def transcription(request: Received) -> Answer:
    """In the format that the form names."""
    fields = {part.name: part.data.decode() for part in request.form if part.filename is None}
    if fields.get("stream") == "true":
        words = [{"type": "transcript.text.delta", "delta": letter} for letter in WORDS]
        return _events(words, {"type": "transcript.text.done", "text": WORDS, "usage": TRANSCRIPT_USAGE})
    kind = fields.get("response_format", "json")
    texts = {
        "text": WORDS + "\n",
        "srt": SUBTITLES,
        "vtt": "WEBVTT\n\n" + SUBTITLES.replace(",", "."),
    }
    if kind in texts:
        return Answer(texts[kind].encode(), content_type="text/plain; charset=utf-8")
    body: dict[str, Any] = {"text": WORDS, "usage": TRANSCRIPT_USAGE}
    if kind == "verbose_json":
        segment = {"id": 0, "start": 0.0, "end": 8.47, "text": WORDS}
        body = {"task": "transcribe", "language": "chinese", "duration": 8.47, "text": WORDS}
        body |= {"segments": [segment], "usage": {"type": "duration", "seconds": 9}}
    return Answer(json.dumps(body).encode())


def moderation(body: dict[str, Any]) -> Answer:
    """Refuses an empty text; counts tokens for models of its own, as vLLM does, which OpenAI's does not."""
    inputs = body["input"] if isinstance(body["input"], list) else [body["input"]]
    if "" in inputs:
        error = {
            "message": "'$.input' is invalid.",
            "type": "invalid_request_error",
            "param": None,
            "code": None,
        }
        return Answer(json.dumps({"error": error}).encode(), status=400)
    results = []
    for text in inputs:
        bad = "harm" in str(text)
        results.append(
            {
                "flagged": bad,
                "categories": {name: bad and name == "violence" for name in _CATEGORIES},
                "category_scores": {
                    name: 0.9 if bad and name == "violence" else 0.01 for name in _CATEGORIES
                },
                "category_applied_input_types": {name: ["text"] for name in _CATEGORIES},
            }
        )
    reply = {"id": "modr-1", "model": body["model"], "results": results}
    if not body["model"].startswith("omni"):
        count = sum(len(str(text)) for text in inputs)
        reply["usage"] = {"prompt_tokens": count, "total_tokens": count}
    return Answer(json.dumps(reply).encode())


def rerank(body: dict[str, Any]) -> Answer:
    """Longest document first; counts as Cohere gives them, or as Jina does for models of its own."""
    ranked = sorted(enumerate(body["documents"]), key=lambda pair: -len(str(pair[1])))
    results = [
        {"index": index, "relevance_score": 1 / (place + 1)} for place, (index, _) in enumerate(ranked)
    ][: body.get("top_n")]
    reply: dict[str, Any] = {"id": "rr-1", "results": results}
    if body["model"].startswith("jina"):
        reply |= {"model": body["model"], "usage": {"total_tokens": 37}}
    else:
        reply["meta"] = {"billed_units": {"search_units": 1}, "tokens": {"input_tokens": 41}}
    return Answer(json.dumps(reply).encode())


def _events(events: list[dict[str, Any]], last: dict[str, Any]) -> Answer:
    frames = [b"data: " + json.dumps(event).encode() + b"\n\n" for event in [*events, last]]
    return Answer(content_type=SSE, frames=frames[:-1], end_frames=frames[-1:])


ROUTES: dict[tuple[str, str], Callable[[Received], Answer]] = {
    ("POST", "/audio/speech"): lambda request: speech(request.json),
    ("POST", "/audio/transcriptions"): transcription,
    ("POST", "/audio/translations"): transcription,
    ("POST", "/moderations"): lambda request: moderation(request.json),
    ("POST", "/rerank"): lambda request: rerank(request.json),
}
