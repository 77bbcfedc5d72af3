"""Streams that pass through as bytes: only events that say something to the gateway are parsed.

An event says something when it holds usage, an error or the end, or when it does not look like an event.
Those marks cannot stand inside a JSON string, where quotation marks are escaped. Everything else leaves as
it came, in whole events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.usage import merge_usage
from huahua.gateway.wire import anthropic, openai, sse
from huahua.gateway.wire.sse import SseFrame, SseParser

MAX_REST_BYTES = 64 * 1024
"""An unfinished event that is longer goes to the general parser, which has limits of its own."""
_COUNTS = re.compile(rb'"usage"\s*:\s*\{')
_NO_CHOICES = re.compile(rb'"choices"\s*:\s*\[\s*\]')


class Scan(Protocol):
    """One streamed reply. `feed` and `close` raise what the dialect's wire module raises."""

    usage: Usage | None
    end: bytes | None
    """Set at the end mark: the bytes that end the stream to the caller, not among those that `feed` gave."""
    events: int
    """Seen so far, about."""

    def feed(self, piece: bytes) -> bytes:
        """The whole events that may leave now; empty while an event is incomplete."""
        ...

    def close(self) -> bytes:
        """The upstream ended: what is left. Raises when the reply was not finished."""
        ...


class _EventScan:
    """Cuts a stream into runs of whole events. The first run is always parsed: an error often comes there."""

    def __init__(self) -> None:
        self.usage: Usage | None = None
        self.end: bytes | None = None
        self.events = 0
        self._rest = b""
        self._begun = False
        self._parser: SseParser | None = None
        self._last = self._before_last = b""

    def feed(self, piece: bytes) -> bytes:
        if self._parser is not None:
            return self._read(self._parser.feed(piece))
        if b"\r" in piece:
            # Lines end in CR LF here, or in any mixture: the general parser knows them all.
            self._parser, piece = SseParser(), self._rest + piece
            self._rest = b""
            return self._read(self._parser.feed(piece))
        if self._rest:
            piece = self._rest + piece
        cut = piece.rfind(b"\n\n") + 2
        if cut < 2:
            if len(piece) > MAX_REST_BYTES:
                # Joining piece by piece would take the square of the event's size.
                self._parser, self._rest = SseParser(), b""
                return self._read(self._parser.feed(piece))
            self._rest = piece
            return b""
        run, self._rest = piece[:cut], piece[cut:]
        quiet = self._quiet_events(run) if self._begun else 0
        if quiet:
            self.events += quiet
            self._before_last, self._last = self._last, run
            return run
        return self._read(_frames(run))

    def close(self) -> bytes:
        parser = self._parser or SseParser()
        rest, self._rest = self._rest, b""
        return self._read([*parser.feed(rest), *parser.close()])

    def _read(self, frames: Iterable[SseFrame]) -> bytes:
        out = []
        for frame in frames:
            if self.end is not None:
                break
            self._begun = True
            kept = self._event(frame)
            self.events += self.end is None
            if kept:
                self._before_last, self._last = self._last, kept
                out.append(kept)
        return b"".join(out)

    def _quiet_events(self, run: bytes) -> int:
        """How many events the run holds, when each is one line of a JSON object without usage, error or end; 0 when
        any is not. The cheapest look that tells: this is done for every piece of every stream."""
        raise NotImplementedError

    def _saw(self, usage: Usage | None) -> None:
        if usage is not None:
            self.usage = merge_usage(self.usage, usage)

    def _event(self, frame: SseFrame) -> bytes:
        raise NotImplementedError


class OpenAIScan(_EventScan):
    """Raises openai.NotAnOpenAIReply or openai.ErrorInReply."""

    def __init__(self, *, hide_usage: bool) -> None:
        """`hide_usage`: leave out the chunk of usage, for which the gateway asked and not the caller."""
        super().__init__()
        self._hide_usage = hide_usage

    def close(self) -> bytes:
        left = super().close()
        if self.end is None:
            if not (openai.finishes(self._last) or openai.finishes(self._before_last)):
                raise openai.NotAnOpenAIReply("ended its stream without an end mark")
            self.end = sse.DONE
        return left

    def _quiet_events(self, run: bytes) -> int:
        # The end mark is no object; usage may be there and null; OpenRouter's errors have choices.
        events = run.count(b"\n\n")
        if events == 1:
            whole = run.startswith(b"data: {") and run.endswith(b"}\n\n") and b'"choices"' in run
        else:
            whole = run.count(b"data: {") == events == run.count(b"}\n\n") <= run.count(b'"choices"')
        quiet = whole and b'"error"' not in run and (b'"usage"' not in run or not _COUNTS.search(run))
        return events if quiet else 0

    def _event(self, frame: SseFrame) -> bytes:
        data = frame.data.strip()
        if data == openai.DONE:
            self.end = sse.DONE
            return b""
        if not data:
            return b""
        usage = openai.read_chunk(data)
        self._saw(usage)
        if usage is not None and self._hide_usage and _NO_CHOICES.search(data):
            return b""
        return sse.encode(data)


class AnthropicScan(_EventScan):
    """Raises anthropic.NotAnAnthropicReply or anthropic.ErrorInReply."""

    def __init__(self) -> None:
        super().__init__()
        self._message = anthropic.MessageStream()

    def close(self) -> bytes:
        left = super().close()
        if self.end is None:
            raise anthropic.NotAnAnthropicReply("ended its stream without an end mark")
        return left

    def _quiet_events(self, run: bytes) -> int:
        # Usage comes with the message's start and delta, between which the blocks are.
        events = run.count(b"\n\n")
        blocks = run.count(b"event: content_block_")
        return events if blocks == events == run.count(b"}\n\n") == run.count(b"\ndata: {") else 0

    def _event(self, frame: SseFrame) -> bytes:
        if frame.event == "error":
            raise anthropic.ErrorInReply(frame.data)
        event = self._message.feed(frame)
        self._saw(event.usage)
        encoded = sse.encode(event.data, event.event)
        if self._message.ended:
            self.end = encoded
            return b""
        return encoded


def _frames(run: bytes) -> list[SseFrame]:
    return SseParser().feed(run)
