"""From where each key was used: the first call from a place goes the ordinary way, where the audit log hears of it.

Only there is it known which proxies are believed, so a place is what the connection and `x-forwarded-for` say together,
right or wrong. Kept as hashes, by process.
"""

from __future__ import annotations

from huahua.gateway.http._asgi import RawHeaders

MAX_KNOWN = 50_000


class Places:
    def __init__(self) -> None:
        self._known: set[int] = set()

    def is_new(self, key: str, host: str | None, headers: RawHeaders) -> bool:
        """Whether this key comes from there for the first time; it does not from then on."""
        said = [value for name, value in headers if name == b"x-forwarded-for"]
        place = hash((key, host, *said))
        if place in self._known:
            return False
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known.add(place)
        return True
