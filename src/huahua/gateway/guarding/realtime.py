"""A conversation over a WebSocket under policies and rules: its events on the way to the model and back.

One map of tokens lasts as long as the conversation. What cannot be read is not let through where it would have to be
masked. https://platform.openai.com/docs/api-reference/realtime
"""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.domain.realtime import Frame
from huahua.gateway.errors import GatewayError, InvalidRequest, NotAllowed
from huahua.gateway.guarding.port import UNREADABLE, Guarded, TextFilter

_SOUND = "input_audio"
_DELTA = ".delta"
_ENDS = (".done", ".completed")
_HEARD = "conversation.item.input_audio_transcription"
_STOPPED = {"type": "incomplete", "reason": "content_filter"}

Channel = tuple[Any, ...]


class GuardedTalk:
    """Frames in, frames out. A conversation goes on after what is refused of it."""

    def __init__(self, guarded: Guarded) -> None:
        self._guarded = guarded
        self._texts: dict[Channel, tuple[TextFilter, JsonObject]] = {}
        self._stopped: set[Any] = set()
        """Answers and items of which nothing more is passed on."""

    async def outgoing(self, frame: Frame) -> Frame:
        """What the model may see of it. Raises ContentBlocked, NotAllowed or InvalidRequest."""
        if isinstance(frame, bytes):
            self._check_sound()
            return frame
        event = _object(frame)
        if event is None:
            raise InvalidRequest("An event has to be a JSON object.")
        if _has_sound(event):
            self._check_sound()
            if event.get("type") == "input_audio_buffer.append":
                return frame
        seen = await self._guarded.more(event)
        return frame if seen is event else msgspec.json.encode(seen).decode()

    async def incoming(self, frame: Frame) -> tuple[list[Frame], list[Frame]]:
        """What the caller gets of it, and what the model is told on account of it."""
        event = None if isinstance(frame, bytes) else _object(frame)
        if event is None:
            return [frame], []
        if self._stopped.intersection(_named(event)):
            return ([_text(_without_output(event))] if event.get("type") == "response.done" else []), []
        try:
            return await self._passed(event), []
        except GatewayError as fault:
            self._stopped.update(_named(event))
            told: list[Frame] = [error_event(fault)]
            answer = event.get("response_id")
            if answer is not None:
                return told, [_text({"type": "response.cancel", "response_id": answer})]
            if event.get("type") == "response.done":
                told.append(_text(_without_output(event)))
            return told, []

    async def finish(self) -> None:
        await self._guarded.finish()

    def _check_sound(self) -> None:
        if self._guarded.keeps_sound:
            raise NotAllowed(UNREADABLE, code="cannot_mask")

    async def _passed(self, event: JsonObject) -> list[Frame]:
        kind = str(event.get("type", ""))
        if kind.endswith(_DELTA):
            return [_text(self._delta(kind, event))]
        before = self._rest(kind, event) if kind.endswith(_ENDS) else []
        if kind == f"{_HEARD}.completed" and isinstance(event.get("transcript"), str):
            await self._guarded.more({"transcript": event["transcript"]})
        return [*before, _text(self._guarded.part(event, checked=_is_of_model(kind, event)))]

    def _delta(self, kind: str, event: JsonObject) -> JsonObject:
        piece = event.get("delta")
        if not isinstance(piece, str) or not kind.startswith("response.") or kind.endswith("audio.delta"):
            return event
        name = kind.removesuffix(_DELTA)
        channel = _channel(name, event)
        filters = self._texts.get(channel)
        if filters is None:
            made = self._guarded.text(in_json=name.endswith("arguments"))
            filters = self._texts[channel] = (made, event)
        event["delta"] = filters[0].feed(piece)
        return event

    def _rest(self, kind: str, event: JsonObject) -> list[Frame]:
        """What was held back of a text that has ended: its own end, or that of all of the answer."""
        ended = [_channel(kind.rpartition(".")[0], event)]
        if kind == "response.done" and isinstance(event.get("response"), dict):
            answer = event["response"].get("id")
            ended = [channel for channel in self._texts if channel[1] == answer]
        left: list[Frame] = []
        for channel in ended:
            filters = self._texts.pop(channel, None)
            if filters is not None and (held := filters[0].close()):
                left.append(_text({**filters[1], "delta": held}))
        return left


def error_event(fault: GatewayError) -> str:
    """As OpenAI's servers tell of an event that was not accepted."""
    error = {
        "type": "invalid_request_error",
        "code": fault.code,
        "message": fault.message,
        "param": fault.param,
    }
    return _text({"type": "error", "event_id": None, "error": error | {"event_id": None}})


def _channel(name: str, event: JsonObject) -> Channel:
    return name, event.get("response_id"), event.get("item_id"), event.get("content_index")


def _named(event: JsonObject) -> set[Any]:
    """The answer and the item that an event is about."""
    inner = [event.get("response"), event.get("item")]
    found = [event.get("response_id"), event.get("item_id")]
    found += [one.get("id") for one in inner if isinstance(one, dict)]
    return {one for one in found if isinstance(one, str)}


def _has_sound(event: JsonObject) -> bool:
    if str(event.get("type", "")).startswith("input_audio_buffer.append"):
        return True
    holders = [event.get("item"), event.get("response")]
    for holder in holders:
        if not isinstance(holder, dict):
            continue
        items = [holder, *(one for one in holder.get("input") or () if isinstance(one, dict))]
        for item in items:
            for part in item.get("content") or ():
                if (
                    isinstance(part, dict)
                    and part.get("type") in (_SOUND, "audio", "output_audio")
                    and part.get("audio")
                ):
                    return True
    return False


def _is_of_model(kind: str, event: JsonObject) -> bool:
    """Whether its texts are the model's: what the caller said comes back, too."""
    item = event.get("item")
    if isinstance(item, dict):
        return item.get("role") in ("assistant", None)
    return kind.startswith("response.")


def _without_output(event: JsonObject) -> JsonObject:
    answer = event.get("response")
    if not isinstance(answer, dict):
        return event
    return {**event, "response": {**answer, "status": "incomplete", "status_details": _STOPPED, "output": []}}


def _object(frame: str) -> JsonObject | None:
    try:
        read = msgspec.json.decode(frame)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _text(event: JsonObject) -> str:
    return msgspec.json.encode(event).decode()
