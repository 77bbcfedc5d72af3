"""Server-sent events: an incremental parser with bounds, and an encoder.

Protocol: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"
"""A byte order mark, which is no JSON but comes before some."""

MEDIA_TYPE = "text/event-stream"
DONE = b"data: [DONE]\n\n"
"""End mark of OpenAI's streams."""


class SseTooLarge(ValueError):
    """A line or an event is over the limit: the stream is not what it claims to be."""


@dataclass(frozen=True, slots=True)
class SseFrame:
    """One dispatched event. `event` is None where the stream named none; `data` joins its lines with LF."""

    data: bytes
    event: str | None = None


class SseParser:
    """Turns bytes in any split into frames.

    Accepts LF, CR and CRLF line ends, a leading byte order mark, comments and events of several data
    lines. `id` and `retry` are skipped: nothing here reconnects.
    """

    def __init__(
        self, *, max_line_bytes: int = 16 * 1024 * 1024, max_event_bytes: int = 16 * 1024 * 1024
    ) -> None:
        self._max_line_bytes = max_line_bytes
        self._max_event_bytes = max_event_bytes
        self._pieces: list[bytes] = []
        self._pieces_bytes = 0
        self._skip_lf = False
        self._at_start = True
        self._data: list[bytes] = []
        self._data_bytes = 0
        self._event: str | None = None

    def feed(self, chunk: bytes) -> list[SseFrame]:
        """Frames that this chunk completes. Raises SseTooLarge."""
        lines = self._lines(chunk)
        if not lines:
            return []
        frames = []
        for line in lines:
            if line:
                self._field(line)
                continue
            if self._data:
                frames.append(SseFrame(b"\n".join(self._data), self._event))
            self._data, self._data_bytes, self._event = [], 0, None
        return frames

    def close(self) -> list[SseFrame]:
        """The event that the stream ended in. The standard drops it, but some servers leave out the last blank
        line, or the last line end; half an event is no JSON and will be noticed. Raises SseTooLarge."""
        return self.feed(b"\n\n")

    def _lines(self, chunk: bytes) -> list[bytes]:
        if self._skip_lf and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._skip_lf = False
        if b"\r" in chunk:
            # A CR at the very end may be the first half of CRLF: the line ends now, its LF is skipped later.
            self._skip_lf = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if b"\n" not in chunk:
            self._keep(chunk)
            return []
        lines = chunk.split(b"\n")
        if self._pieces:
            lines[0] = b"".join(self._pieces) + lines[0]
            self._pieces, self._pieces_bytes = [], 0
        self._keep(lines.pop())
        if self._at_start:
            lines[0] = lines[0].removeprefix(BOM)
            self._at_start = False
        for line in lines:
            if len(line) > self._max_line_bytes:
                raise SseTooLarge(f"a line is longer than {self._max_line_bytes} bytes")
        return lines

    def _keep(self, piece: bytes) -> None:
        if piece:
            self._pieces.append(piece)
            self._pieces_bytes += len(piece)
            if self._pieces_bytes > self._max_line_bytes:
                raise SseTooLarge(f"a line is longer than {self._max_line_bytes} bytes")

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name == b"data":
            value = value.removeprefix(b" ")
            self._data.append(value)
            self._data_bytes += len(value) + 1
            if self._data_bytes > self._max_event_bytes:
                raise SseTooLarge(f"an event is larger than {self._max_event_bytes} bytes")
        elif name == b"event":
            self._event = value.removeprefix(b" ").decode("utf-8", "replace") or None


def encode(data: bytes, event: str | None = None) -> bytes:
    """One event as it goes over the wire; line breaks inside `data` become further data lines."""
    head = b"" if event is None else b"event: " + event.encode() + b"\n"
    if b"\n" not in data and b"\r" not in data:
        return head + b"data: " + data + b"\n\n"
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return head + b"".join(b"data: " + line + b"\n" for line in lines) + b"\n"
