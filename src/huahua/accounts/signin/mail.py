"""Letters by SMTP (RFC 5321), over TLS unless the settings say otherwise."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Literal

from huahua.accounts.errors import MailFailed
from huahua.accounts.signin.domain import Letter


@dataclass(frozen=True, slots=True)
class MailConfig:
    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str
    password: str
    sender: str
    timeout_s: float


class SmtpMail:
    """Implements `ports.Mail`. The standard library's client, in a thread: letters are few."""

    def __init__(
        self, config: MailConfig, *, context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    ) -> None:
        """`context`: which authorities are trusted."""
        self._config = config
        self._context = context

    async def send(self, letter: Letter) -> None:
        try:
            await asyncio.to_thread(self._send, letter)
        except (OSError, smtplib.SMTPException, ValueError) as fault:
            raise MailFailed(f"the mail server did not take the letter: {type(fault).__name__}") from fault

    def _send(self, letter: Letter) -> None:
        config = self._config
        with self._connection() as smtp:
            if config.security == "starttls":
                smtp.starttls(context=self._context())
            if config.username:
                smtp.login(config.username, config.password)
            smtp.send_message(self._message(letter))

    def _connection(self) -> smtplib.SMTP:
        config = self._config
        if config.security == "tls":
            context = self._context()
            return smtplib.SMTP_SSL(config.host, config.port, timeout=config.timeout_s, context=context)
        return smtplib.SMTP(config.host, config.port, timeout=config.timeout_s)

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._config.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = formatdate()
        domain = self._config.sender.rpartition("@")[2].rstrip("> ") or None
        message["Message-ID"] = f"<{letter.id}@{domain}>" if letter.id else make_msgid(domain=domain)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
        message.set_content(letter.text)
        return message
