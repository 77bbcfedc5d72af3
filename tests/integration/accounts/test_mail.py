"""Letters over TLS from the beginning, over STARTTLS, and never to a server whose certificate is not trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from huahua.accounts.errors import MailFailed
from huahua.accounts.signin.domain import Letter
from huahua.accounts.signin.mail import MailConfig, SmtpMail
from tests.integration.infra.http1.authority import Authority
from tests.simulators.smtp import MailSink

LETTER = Letter("ann@example.org", "Your balance is low", "Top up.", "ntc_1")


def _config(port: int, security: Literal["tls", "starttls", "none"]) -> MailConfig:
    return MailConfig("127.0.0.1", port, security, "", "", "HuaHua <shop@example.org>", 30)


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_letter_travels_encrypted(tmp_path: Path, security: Literal["tls", "starttls"]) -> None:
    authority = Authority(tmp_path)
    async with MailSink(authority.server("127.0.0.1"), starttls=security == "starttls") as sink:
        mail = SmtpMail(_config(sink.port, security), context=authority.client)
        await mail.send(LETTER)
        letter = await sink.letter()
        assert (letter["To"], letter["Message-ID"]) == ("ann@example.org", "<ntc_1@example.org>")
        assert len(sink.letters) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_no_letter_goes_to_a_server_that_nobody_vouches_for(
    tmp_path: Path, security: Literal["tls", "starttls"]
) -> None:
    """A certificate that signed itself, and one for another name."""
    authority = Authority(tmp_path)
    for context, name in ((None, "127.0.0.1"), (authority.client, "mail.example.org")):
        async with MailSink(authority.server(name), starttls=security == "starttls") as sink:
            config = _config(sink.port, security)
            mail = SmtpMail(config) if context is None else SmtpMail(config, context=context)
            with pytest.raises(MailFailed, match="SSLCertVerificationError"):
                await mail.send(LETTER)
            assert sink.letters == []


async def test_without_encryption_a_server_that_wants_it_gets_nothing(tmp_path: Path) -> None:
    async with MailSink(Authority(tmp_path).server("127.0.0.1"), starttls=True) as sink:
        with pytest.raises(MailFailed):
            await SmtpMail(_config(sink.port, "none")).send(LETTER)
        assert sink.letters == []
