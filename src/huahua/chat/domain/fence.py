"""Painting for models without tools: they write a fenced block, which the user never sees.

    ```huahua
    {"tool": "paint_picture", "prompt": "a red bridge in the mist"}
    ```

Nothing else in an answer is taken for a call, and a block is data for `tools.read_call`, never code.
"""

from __future__ import annotations

import json

from huahua.chat.domain.modelling import JsonObject, ToolCall

MARK = "```huahua"
CLOSE = "```"
MAX_BLOCK_CHARS = 20_000


class FenceReader:
    """Divides a streamed answer into visible text and calls. How the stream is cut makes no difference."""

    def __init__(self, id_prefix: str = "call") -> None:
        self._prefix = id_prefix
        self._held = ""
        self._at_line_start = True
        self._block: list[str] | None = None
        self._block_size = 0
        self.calls: list[ToolCall] = []

    def feed(self, piece: str) -> str:
        """The text that may be shown now."""
        self._held += piece
        visible: list[str] = []
        while self._held:
            if self._block is None and not self._at_line_start:
                visible.append(self._rest_of_line())
                continue
            line, newline, rest = self._held.partition("\n")
            if not newline and self._undecided(line):
                break
            if self._block is None and not line.strip().startswith(MARK):
                self._at_line_start = False
                continue
            self._held = rest
            self._take(line)
        return "".join(visible)

    def finish(self) -> str:
        """The text still held back; an unclosed block counts as closed."""
        left, self._held = self._held, ""
        if self._block is not None:
            if left.strip() != CLOSE:
                self._block.append(left)
            self._close()
            return ""
        if left.strip().startswith(MARK):
            return ""
        return left

    def _rest_of_line(self) -> str:
        line, newline, self._held = self._held.partition("\n")
        self._at_line_start = bool(newline)
        return line + newline

    def _undecided(self, line: str) -> bool:
        """Whether more of an unfinished line must be seen."""
        if self._block is not None:
            return True
        start = line.lstrip(" \t")
        return MARK.startswith(start) or start.startswith(MARK)

    def _take(self, line: str) -> None:
        if self._block is None:
            self._block, self._block_size = [], 0
            inline = line.strip().removeprefix(MARK).strip()
            if inline:
                self._block.append(inline)
        elif line.strip() == CLOSE:
            self._close()
        elif self._block_size <= MAX_BLOCK_CHARS:
            self._block.append(line)
            self._block_size += len(line)

    def _close(self) -> None:
        text = "\n".join(self._block or [])
        self._block = None
        self._at_line_start = True
        name, arguments = _read(text)
        self.calls.append(ToolCall(f"{self._prefix}_{len(self.calls) + 1}", name, arguments))


def _read(text: str) -> tuple[str, str]:
    """Tool name and arguments of a block; the text as it is where it cannot be read, so that the
    reader of the arguments says what is wrong with it."""
    text = text.strip().removesuffix(CLOSE).strip()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "paint_picture", text or "nothing"
    if not isinstance(value, dict):
        return "paint_picture", text
    name = value.pop("tool", None)
    arguments = value.get("arguments") if isinstance(value.get("arguments"), dict) else value
    return str(name), json.dumps(arguments, ensure_ascii=False)


def write_block(name: str, arguments: JsonObject) -> str:
    """A block as a model should write it, for its own history."""
    return f"{MARK}\n{json.dumps({'tool': name, **arguments}, ensure_ascii=False)}\n{CLOSE}"
