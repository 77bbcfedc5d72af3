"""TLS that HuaHua speaks itself: 1.2 and later, with a certificate that may be renewed while the server runs.

The fast lane, WebSockets and everything else work on the same transport, so nothing else knows of it. A renewed
certificate is loaded into the context that new connections begin with; those that are open go on.
"""

from __future__ import annotations

import asyncio
import signal
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog
import uvicorn

from huahua.boot.settings import ServerSettings, SettingsError, load_settings

LOOK_S = 10.0
"""How often the files are looked at."""

log = structlog.get_logger(__name__)


class Certificate:
    """A certificate chain and its key, in PEM files; both may stand in one."""

    def __init__(self, chain: Path, key: Path | None) -> None:
        """Raises SettingsError."""
        self._chain, self._key = chain, key
        self.context = _context()
        self._seen = self._stamps()
        try:
            self.context.load_cert_chain(chain, key)
        except OSError as fault:  # ssl.SSLError is one
            raise SettingsError(f"server.tls_cert: {_reason(fault, chain, key)}") from fault

    def reload(self, *, always: bool = False) -> bool:
        """Load the files again if they changed; a broken pair leaves the old one in force."""
        stamps = self._stamps()
        if stamps == self._seen and not always:
            return False
        self._seen = stamps
        try:
            _context().load_cert_chain(self._chain, self._key)  # a pair that does not fit would break ours
            self.context.load_cert_chain(self._chain, self._key)
        except OSError as fault:
            log.error("certificate_not_loaded", reason=_reason(fault, self._chain, self._key))
            return False
        log.info("certificate_loaded", path=str(self._chain))
        return True

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            self.reload()

    def _stamps(self) -> list[tuple[int, int] | None]:
        return [_stamp(path) for path in (self._chain, self._key) if path is not None]


_certificate: Certificate | None = None
"""Of this process."""


def certificate_of(server: ServerSettings) -> Certificate | None:
    """None where HuaHua does not speak TLS itself. Raises SettingsError."""
    if server.tls_cert is None:
        if server.tls_key is not None:
            raise SettingsError("server.tls_key: give server.tls_cert too")
        return None
    return Certificate(server.tls_cert, server.tls_key)


def context_of_process(_config: uvicorn.Config, _default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """uvicorn's factory. Each server process reads the settings for itself."""
    global _certificate
    _certificate = certificate_of(load_settings().server)
    assert _certificate is not None
    return _certificate.context


@asynccontextmanager
async def renewing() -> AsyncIterator[None]:
    """Within this block a renewed certificate is taken over: when its files change, and at SIGHUP."""
    certificate = _certificate
    if certificate is None:
        yield
        return
    watching = asyncio.create_task(certificate.watch(), name="certificate-watch")
    with suppress(RuntimeError, ValueError):  # signals reach the main thread only
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, lambda: certificate.reload(always=True))
    try:
        yield
    finally:
        watching.cancel()


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    return context


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _reason(fault: OSError, chain: Path, key: Path | None) -> str:
    if isinstance(fault, ssl.SSLError):
        return f"{chain} and {key or chain} are no certificate and its key in PEM ({fault.reason or 'unreadable'})"
    return f"cannot read {chain} or {key or chain}: {fault.strerror}"
