"""What a provider row of a cloud must hold beside the usual. A region becomes part of a host's name and a
project part of a path, so both are held to the letters that the clouds themselves allow."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

import msgspec

from huahua.gateway.domain.models import GOOGLE_KINDS, REGIONAL_KINDS, ProviderConfig
from huahua.gateway.errors import InvalidRequest

_REGION = re.compile(r"[a-z][a-z0-9-]{1,40}")
_PROJECT = re.compile(r"[a-z0-9][a-z0-9.:-]{1,80}")
_VERSION = re.compile(r"[A-Za-z0-9.-]{0,40}")
_CLOUD_HOSTS = (".amazonaws.com", ".amazonaws.com.cn", ".googleapis.com")
_ACCOUNTS = ("service_account", "authorized_user")
"""Kinds of Google credentials that name no other program or address to ask for a token."""


def check_cloud(config: ProviderConfig) -> ProviderConfig:
    """The row with Google's key on one line. Raises InvalidRequest."""
    if config.kind == "azure" and not config.base_url:
        raise _wrong("Give the address of your Azure resource, https://NAME.openai.azure.com.", "base_url")
    if not _VERSION.fullmatch(config.api_version):
        raise _wrong("The API version is a date such as 2024-10-21, or empty.", "api_version")
    if config.kind in REGIONAL_KINDS and not _REGION.fullmatch(config.region):
        raise _wrong("Name the region, such as us-east-1, europe-west4 or global.", "region")
    if config.kind not in GOOGLE_KINDS:
        return config
    config = replace(config, api_key=_one_line(config.api_key)) if config.api_key else config
    if not config.project and config.api_key:
        config = replace(config, project=str(msgspec.json.decode(config.api_key).get("project_id", "")))
    if not _PROJECT.fullmatch(config.project):
        raise _wrong("Name the Google Cloud project by its id.", "project")
    return config


def check_own_credentials(config: ProviderConfig) -> None:
    """Without a key a cloud is asked with the machine's own credentials, which must go to that cloud only: a row
    of the page cannot send them elsewhere. Raises InvalidRequest."""
    if config.kind not in REGIONAL_KINDS or config.api_key or not config.base_url:
        return
    parts = urlsplit(config.base_url)
    if parts.scheme != "https" or not (parts.hostname or "").endswith(_CLOUD_HOSTS):
        raise _wrong("This address is not the cloud's own, so it needs a key of its own.", "api_key")


def _one_line(key: str) -> str:
    """The JSON file of an account without line breaks."""
    try:
        account = msgspec.json.decode(key)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise _wrong("Paste the whole JSON file of the service account.", "api_key") from fault
    if not isinstance(account, dict) or account.get("type") not in _ACCOUNTS:
        raise _wrong(f"The JSON must be of type {' or '.join(_ACCOUNTS)}.", "api_key")
    return msgspec.json.encode(account).decode()


def _wrong(message: str, param: str) -> InvalidRequest:
    return InvalidRequest(message, param=param, code="invalid_field", status=422)
