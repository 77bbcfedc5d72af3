"""What the API's description says of replies that are files."""

from __future__ import annotations

from typing import Any

FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The bytes", "content": {"application/octet-stream": {}}}
}
