"""A mail server on this machine that keeps what it is given (RFC 5321, as far as letters of ours need it)."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailSink:
    """Use as an asynchronous context manager. `refuses` is the reply to RCPT while it is set. With `context` it speaks
    TLS, from the beginning or after STARTTLS, and takes no letter without."""

    def __init__(self, context: ssl.SSLContext | None = None, *, starttls: bool = False) -> None:
        self._context = context
        self._starttls = starttls
        self.letters: list[EmailMessage] = []
        self.refuses = ""
        self.port = 0
        self._arrived = asyncio.Condition()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> MailSink:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=None if self._starttls else self._context
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_fault: object) -> None:
        assert self._server is not None
        self._server.close()

    async def letter(self, number: int = 1) -> EmailMessage:
        """The `number`th letter, as soon as it is here."""
        async with self._arrived, asyncio.timeout(60):
            await self._arrived.wait_for(lambda: len(self.letters) >= number)
        return self.letters[number - 1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            await say("220 sink")
            while line := (await reader.readline()).decode().strip():
                verb = line.split()[0].upper()
                if verb == "STARTTLS" and self._context is not None:
                    await say("220 go ahead")
                    await writer.start_tls(self._context)
                elif verb == "EHLO":
                    await say("250-sink\r\n250 STARTTLS" if self._starttls else "250 sink")
                elif verb == "MAIL" and self._context and writer.get_extra_info("sslcontext") is None:
                    await say("530 must issue STARTTLS first")
                elif verb == "RCPT" and self.refuses:
                    await say(self.refuses)
                elif verb == "DATA":
                    await say("354 go on")
                    raw = await reader.readuntil(b"\r\n.\r\n")
                    await self._keep(raw[:-3])
                    await say("250 kept")
                elif verb == "QUIT":
                    await say("221 bye")
                    break
                else:
                    await say("250 ok")
        writer.close()

    async def _keep(self, raw: bytes) -> None:
        letter = message_from_bytes(raw.replace(b"\r\n..", b"\r\n."), policy=policy.default)
        async with self._arrived:
            self.letters.append(letter)
            self._arrived.notify_all()
