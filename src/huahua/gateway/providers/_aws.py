"""Proof of who asks, for AWS: a bearer key of Bedrock, or a signature (Signature Version 4) made by `awscrt`.

Of AWS's two libraries that sign, `awscrt` (the native core of their SDKs) takes 13 MB installed, 5.8 MB of memory
and 41 ms to import; `botocore` takes 34 MB, 7.3 MB and 57 ms, for the same signature. It is imported at the first
signed call only. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from huahua.gateway.errors import UpstreamCredential

if TYPE_CHECKING:
    from awscrt.auth import AwsCredentialsProvider

_KEY_PAIR = re.compile(r"(A[KS]IA[A-Z0-9]{4,124}):([^:\s]+)(?::(\S+))?")
"""An access key's id and secret, and the session token of a temporary one."""
_CHAIN_S = 10.0
"""The longest wait for the machine's own credentials (environment, profile, web identity, instance role)."""


class Signer(Protocol):
    async def headers(self, method: str, url: str, content_type: str, body: bytes) -> dict[str, str]:
        """What to send beside `host` and `content-type`. Raises UpstreamCredential."""
        ...


def signer_for(api_key: str, region: str) -> Signer:
    """By the form of the key: `ACCESS_KEY_ID:SECRET[:TOKEN]` signs, anything else is a bearer key of Bedrock
    (`AWS_BEARER_TOKEN_BEDROCK`), and without one the machine's own credentials sign."""
    pair = _KEY_PAIR.fullmatch(api_key)
    if api_key and pair is None:
        return _Bearer(api_key)
    return _SigV4(pair.groups() if pair else None, region)


class _Bearer:
    def __init__(self, key: str) -> None:
        self._headers = {"authorization": f"Bearer {key}"}

    async def headers(self, method: str, url: str, content_type: str, body: bytes) -> dict[str, str]:
        return self._headers


class _SigV4:
    def __init__(self, pair: tuple[Any, ...] | None, region: str) -> None:
        self._pair = pair
        self._region = region
        self._provider: AwsCredentialsProvider | None = None

    async def headers(self, method: str, url: str, content_type: str, body: bytes) -> dict[str, str]:
        from awscrt.auth import AwsSignatureType, AwsSigningAlgorithm, AwsSigningConfig, aws_sign_request
        from awscrt.http import HttpHeaders, HttpRequest

        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        given = [("host", parts.netloc), ("content-type", content_type)]
        request = HttpRequest(method, path, HttpHeaders(given))
        config = AwsSigningConfig(
            algorithm=AwsSigningAlgorithm.V4,
            signature_type=AwsSignatureType.HTTP_REQUEST_HEADERS,
            credentials_provider=self._credentials(),
            region=self._region,
            service="bedrock",
            signed_body_value=hashlib.sha256(body).hexdigest(),
        )
        try:
            async with asyncio.timeout(_CHAIN_S):
                await asyncio.wrap_future(aws_sign_request(request, config))
        except TimeoutError as fault:
            raise UpstreamCredential("This machine's AWS credentials did not come in time.") from fault
        except Exception as fault:
            raise UpstreamCredential(
                "No AWS credentials: the provider has no key, and this machine has none of its own."
            ) from fault
        return {name.lower(): value for name, value in request.headers if name.lower() != "host"}

    def _credentials(self) -> AwsCredentialsProvider:
        if self._provider is None:
            from awscrt.auth import AwsCredentialsProvider

            if self._pair is None:
                self._provider = AwsCredentialsProvider.new_default_chain()
            else:
                self._provider = AwsCredentialsProvider.new_static(*self._pair)
        return self._provider
