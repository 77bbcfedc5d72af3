"""Everything that an upstream can do wrong."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """One way to misbehave. On a request that is not streamed, the stream faults act on the plain body."""

    STATUS_400 = "400"
    STATUS_401 = "401"
    STATUS_402 = "402"
    STATUS_403 = "403"
    STATUS_404 = "404"
    STATUS_413 = "413"
    STATUS_422 = "422"
    STATUS_429 = "429"
    STATUS_500 = "500"
    STATUS_503 = "503"
    REDIRECT = "redirect"
    SLOW_FIRST_BYTE = "slow-first-byte"
    """Takes the request and never begins to answer."""
    STALL = "stall"
    """Sends the first half of the answer, then nothing, with the connection open."""
    CUT_BEFORE_HEADERS = "cut-before-headers"
    CUT_BODY = "cut-body"
    """Sends the head and half of the body, then cuts the connection."""
    NON_JSON = "non-json"
    HTML = "html"
    """A proxy's page, with status 200."""
    HTML_502 = "html-502"
    WRONG_TYPE = "wrong-type"
    """The right body under `text/plain`."""
    WRONG_SHAPE = "wrong-shape"
    """JSON that is something else altogether."""
    TRUNCATED_JSON = "truncated-json"
    GARBAGE_SSE = "garbage-sse"
    """One good event, then an event whose data is not JSON."""
    ENDLESS = "endless"
    """A body that never ends and never makes sense."""
    GIGANTIC = "gigantic"
    """One line that is larger than anything should be."""
    NO_END = "no-end"
    """Every event but the end mark, then an orderly end of the connection."""
    ERROR_EVENT = "error-event"
    """One good event, then the vendor's error inside the stream."""
    EMPTY = "empty"
    """Status 200 and not one byte."""

    @property
    def status(self) -> int | None:
        return int(self.value) if self.value.isdigit() else None


def fault_of_model(model: object) -> Fault | None:
    """The fault that a model's name asks for: `fail-<fault>`."""
    if not isinstance(model, str) or not model.removeprefix("models/").startswith("fail-"):
        return None
    return Fault(model.removeprefix("models/").removeprefix("fail-"))
