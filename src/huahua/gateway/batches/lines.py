"""A batch's input file: JSON Lines, one request each; and the lines of its output. Pure.

https://platform.openai.com/docs/guides/batch
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from huahua.gateway.batches.model import BatchLimits, DoneLine
from huahua.gateway.domain.calls import JsonObject

MAX_ERRORS = 50
"""Complaints about one file; whoever made it has seen enough by then."""
MAX_CUSTOM_ID_CHARS = 512


class _Request(msgspec.Struct):
    custom_id: str
    method: str
    url: str
    body: dict[str, msgspec.Raw]


_BREAKS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
_DECODER = msgspec.json.Decoder(_Request)


@dataclass(frozen=True, slots=True)
class Line:
    """One request of the file. `number` counts the file's lines from 1."""

    number: int
    custom_id: str
    body: JsonObject


def read_lines(data: bytes, endpoint: str, limits: BatchLimits) -> tuple[list[Line], list[dict[str, Any]]]:
    """The requests, and what is wrong with the file in OpenAI's shape (`code`, `message`, `param`, `line`)."""
    lines: list[Line] = []
    errors: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, raw in _filled(data):
        if len(lines) >= limits.max_lines:
            errors.append(
                _error("too_many_tasks", f"A batch holds at most {limits.max_lines} requests.", number)
            )
            break
        found = _read(raw, number, endpoint, limits)
        if isinstance(found, Line) and found.custom_id in seen:
            found = _error("duplicate_custom_id", "The custom_id was used before.", number, "custom_id")
        if isinstance(found, Line):
            seen.add(found.custom_id)
            lines.append(found)
            continue
        errors.append(found)
        if len(errors) >= MAX_ERRORS:
            break
    if not lines and not errors:
        errors.append(_error("empty_file", "The file holds no requests.", None))
    return lines, errors


def _filled(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if raw := raw.strip():
            yield number, raw


def _read(raw: bytes, number: int, endpoint: str, limits: BatchLimits) -> Line | dict[str, Any]:
    if len(raw) > limits.max_line_bytes:
        return _error("line_too_long", f"A line holds at most {limits.max_line_bytes} bytes.", number)
    try:
        raw.decode()
        request = _DECODER.decode(raw)
    except msgspec.ValidationError as fault:
        return _error("invalid_request", f"The line is not a request of a batch: {fault}", number)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _error("invalid_json_line", "The line is not valid JSON.", number)
    if not 0 < len(request.custom_id) <= MAX_CUSTOM_ID_CHARS:
        message = f"custom_id must have 1 to {MAX_CUSTOM_ID_CHARS} characters."
        return _error("invalid_custom_id", message, number, "custom_id")
    if request.method != "POST":
        return _error("invalid_method", "The method must be POST.", number, "method")
    if request.url != endpoint:
        return _error("mismatched_endpoint", f"The url must be the batch's own, {endpoint}.", number, "url")
    return Line(number, request.custom_id, dict(request.body))


def _error(code: str, message: str, line: int | None, param: str | None = None) -> dict[str, Any]:
    return {"code": code, "message": message, "param": param, "line": line}


def answered(line: Line, request_id: str, status: int, body: object) -> DoneLine:
    """The line's answer; one with an error's status goes to the error file."""
    response = {"status_code": status, "request_id": request_id, "body": body}
    return _done(line, request_id, status < 400, response, None)


def unanswered(line: Line, request_id: str, code: str, message: str) -> DoneLine:
    """A line that was not asked any more."""
    return _done(line, request_id, False, None, {"code": code, "message": message})


def _done(line: Line, request_id: str, ok: bool, response: object, error: object) -> DoneLine:
    row = {"id": request_id, "custom_id": line.custom_id, "response": response, "error": error}
    return DoneLine(line.number, ok, _one_line(msgspec.json.encode(row)))


def _one_line(text: bytes) -> str:
    """JSON without line breaks: vendors' replies hold some between the values, and within strings those that
    are letters to JSON but end a line for who reads the file (U+0085, U+2028, U+2029)."""
    compact = msgspec.json.format(text, indent=-1).decode()
    return compact.translate(_BREAKS)
