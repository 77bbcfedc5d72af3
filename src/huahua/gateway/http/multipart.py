"""`multipart/form-data` (RFC 7578) from a body that is already bounded and read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from huahua.gateway.errors import InvalidRequest, RequestTooLarge
from huahua.gateway.wire.multipart import FormFile

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MAX_PARTS = 128
_MAX_FIELD_BYTES = 1024 * 1024
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:;[ -~]*)?", re.ASCII)


@dataclass(slots=True)
class Form:
    """Text fields by name (the last one wins) and all of them in order; files in order."""

    fields: dict[str, str] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    files: list[FormFile] = field(default_factory=list)


def parse_form(content_type: bytes | None, body: bytes) -> Form:
    """Raises InvalidRequest when it is not a well-formed form, RequestTooLarge over 128 parts."""
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise InvalidRequest(
            "Send this request as multipart/form-data with a boundary.", code="invalid_content_type"
        )
    collector = _Collector()
    try:
        parser = MultipartParser(options[b"boundary"], collector.callbacks())
        parser.write(body)
        parser.finalize()
    except FormParserError as fault:
        raise InvalidRequest(f"The form is malformed: {fault}", code="malformed_form") from fault
    if not collector.ended:
        raise InvalidRequest("The form is cut off before its last boundary.", code="malformed_form")
    return collector.form


class _Collector:
    """Call-backs of the parser; one part at a time."""

    def __init__(self) -> None:
        self.form = Form()
        self.ended = False
        self._parts = 0
        self._header = bytearray()
        self._value = bytearray()
        self._disposition = b""
        self._media_type = b""
        self._data = bytearray()

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._on_part_begin,
            "on_part_data": self._on_part_data,
            "on_part_end": self._on_part_end,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_end": self._on_end,
        }

    def _on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > _MAX_PARTS:
            raise RequestTooLarge(f"The form has more than {_MAX_PARTS} parts.")
        self._disposition = self._media_type = b""
        self._data = bytearray()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        name = bytes(self._header).lower()
        if name == b"content-disposition":
            self._disposition = bytes(self._value)
        elif name == b"content-type":
            self._media_type = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._data += memoryview(data)[start:end]

    def _on_part_end(self) -> None:
        _kind, options = parse_options_header(self._disposition)
        raw_name = options.get(b"name")
        if raw_name is None:
            raise InvalidRequest("A part of the form has no name.", code="malformed_form")
        name = raw_name.decode("utf-8", "replace")
        if b"filename" in options:
            self.form.files.append(self._file(name, options[b"filename"]))
            return
        if len(self._data) > _MAX_FIELD_BYTES:
            raise RequestTooLarge(f"The field '{name}' is longer than {_MAX_FIELD_BYTES} bytes.", param=name)
        try:
            value = self._data.decode("utf-8")
        except UnicodeDecodeError as fault:
            raise InvalidRequest(f"The field '{name}' is not UTF-8 text.", param=name) from fault
        self.form.fields[name] = value
        self.form.pairs.append((name, value))

    def _file(self, name: str, filename: bytes) -> FormFile:
        media_type = self._media_type.decode("latin-1").strip()
        if not _MEDIA_TYPE.fullmatch(media_type):
            media_type = "application/octet-stream"
        return FormFile(name, bytes(self._data), filename.decode("utf-8", "replace"), media_type)

    def _on_end(self) -> None:
        self.ended = True
