"""What an administrator can do about an error, in one sentence."""

from __future__ import annotations

from huahua.gateway.errors import GatewayError

HINTS = {
    "upstream_credential": "The provider refuses the key. Make a new key on its key page, paste it here and test "
    "again; if the key is right, check that the account has credit and access to the model.",
    "upstream_unreachable": "Nothing answers there. Check the base URL for typing errors, whether the server runs, "
    "and whether this machine may reach it.",
    "upstream_timeout": "It takes too long to answer. Check whether the server there runs and is not overloaded, "
    "then test again.",
    "address_not_allowed": "The address is private. If it is your own server, tick 'allow private address'.",
    "upstream_rate_limited": "The provider limits this key. Wait a minute, or raise the limit there.",
    "upstream_broken": "Something answers, but not in this protocol. Check the kind and whether the base URL ends as "
    "the provider's page says (often in /v1).",
    "base_url_incomplete": "Add /v1 at the end of the base URL and test again.",
    "upstream_overloaded": "The provider is overloaded at the moment. Wait a minute and test again.",
    "model_not_found": "The provider does not know this model id. Pick one from the list, or check its spelling.",
    "not_supported": "This provider lists no models. Name one model and test again.",
}


def hint_for(fault: GatewayError) -> str:
    """Falls back to the general advice for errors that nobody foresaw."""
    return hint_for_code(fault.code)


def hint_for_code(found: str) -> str:
    return HINTS.get(hint_key(found), "Check the base URL, the key and the kind, then test again.")


def hint_key(found: str) -> str:
    """The key of the hint for an error's code, by which the page knows it; empty where there is none."""
    return next((code for code in HINTS if found.startswith(code)), "")
