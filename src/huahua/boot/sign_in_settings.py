"""The settings of signing in: providers, the mail server, this server's own address."""

from __future__ import annotations

from huahua.accounts.api import Role
from huahua.accounts.signin.mail import MailConfig, SmtpMail
from huahua.accounts.signin.oidc.discovery import is_safe_url
from huahua.accounts.signin.oidc.domain import Provider
from huahua.boot.settings import Settings, SettingsError, resolve_secret


def base_url_of(settings: Settings) -> str:
    """This server's address, as people and programs are told."""
    server = settings.server
    host = "localhost" if server.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else server.host  # noqa: S104
    return server.public_url.rstrip("/") or f"{server.scheme}://{host}:{server.port}"


def providers_of(settings: Settings) -> list[Provider]:
    """Raises SettingsError: two have one name, or an issuer is no address that a secret may be sent to."""
    found: dict[str, Provider] = {}
    for row in settings.auth.oidc:
        if row.name in found:
            raise SettingsError(f"auth.oidc.{row.name}: the name is there twice")
        if not is_safe_url(row.issuer, plain=True):
            raise SettingsError(f"auth.oidc.{row.name}.issuer: give an https:// address")
        if "openid" not in row.scopes:
            raise SettingsError(f"auth.oidc.{row.name}.scopes: 'openid' must be among them")
        found[row.name] = Provider(
            name=row.name,
            title=row.title or row.name,
            issuer=row.issuer,
            client_id=row.client_id,
            client_secret=_secret(row.client_secret, f"auth.oidc.{row.name}.client_secret"),
            scopes=tuple(row.scopes),
            allowed_domains=frozenset(row.allowed_domains),
            create_users=row.create_users,
            role=Role(row.role),
            role_claim=row.role_claim,
            roles={value: Role(role) for value, role in row.roles.items()},
            allow_private=row.allow_private,
        )
    return list(found.values())


def mail_of(settings: Settings) -> SmtpMail | None:
    """Raises SettingsError."""
    mail = settings.mail
    if not mail.host:
        return None
    if "@" not in mail.sender:
        raise SettingsError("mail.sender: letters need an address they come from")
    password = _secret(mail.password, "mail.password")
    return SmtpMail(
        MailConfig(mail.host, mail.port, mail.security, mail.username, password, mail.sender, mail.timeout_s)
    )


def _secret(value: str, name: str) -> str:
    try:
        return resolve_secret(value)
    except SettingsError as fault:
        raise SettingsError(f"{name}: {str(fault).removeprefix('api_key: ')}") from fault
