"""What only clouds do: content filters, signatures of temporary keys, tokens, addresses by region."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from huahua.gateway.domain.calls import ChatCall
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import (
    AddressNotAllowed,
    UpstreamCredential,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamUnreachable,
)
from huahua.gateway.outcomes import plain
from huahua.gateway.providers._sites import AzureSite, OpenAISite
from huahua.gateway.providers.bedrock import BedrockProvider
from huahua.gateway.providers.vertex import VertexProvider
from huahua.infra.http import Outbound
from tests.contract.gateway.harness import MODELS, SECRET, Harness
from tests.simulators.azure import BLOCKED_WORDS
from tests.simulators.bedrock import ACCESS_KEY, frame
from tests.simulators.faults import Fault
from tests.simulators.openai import vector_of
from tests.simulators.vertex import VertexSimulator

AZURE = pytest.mark.parametrize("harness", ["azure", "azure-v1"], indirect=True)
BEDROCK = pytest.mark.parametrize("harness", ["bedrock"], indirect=True)
VERTEX = pytest.mark.parametrize("harness", ["vertex"], indirect=True)


@AZURE
async def test_what_azures_filter_refuses_is_the_callers_own(harness: Harness) -> None:
    call = harness.call(messages=[{"role": "user", "content": BLOCKED_WORDS}])
    with pytest.raises(UpstreamRefused) as caught:
        await harness.provider.chat(call)
    assert (caught.value.status, caught.value.code) == (400, "content_filter")
    assert caught.value.param == "prompt"


@pytest.mark.parametrize(
    "base_url",
    [
        "https://x.openai.azure.com",
        "https://x.openai.azure.com/",
        "https://x.openai.azure.com/openai",
        "https://x.openai.azure.com/openai/v1/",
        "https://x.openai.azure.com/openai/deployments/gpt",
    ],
)
def test_azures_addresses_from_whatever_people_copy(base_url: str) -> None:
    undated = AzureSite(ProviderConfig("a", "azure", base_url))
    assert undated.url("/chat/completions", "d") == "https://x.openai.azure.com/openai/v1/chat/completions"
    assert undated.realtime_url("d e") == "wss://x.openai.azure.com/openai/v1/realtime?model=d%20e"
    dated = AzureSite(ProviderConfig("a", "azure", base_url, api_version="2024-10-21"))
    assert (
        dated.url("/audio/speech", "d/e")
        == "https://x.openai.azure.com/openai/deployments/d%2Fe/audio/speech?api-version=2024-10-21"
    )
    assert (
        dated.realtime_url("d")
        == "wss://x.openai.azure.com/openai/realtime?api-version=2024-10-21&deployment=d"
    )
    preview = AzureSite(ProviderConfig("a", "azure", base_url, api_version="preview"))
    assert preview.models_url() == "https://x.openai.azure.com/openai/v1/models?api-version=preview"


def test_openais_realtime_address_follows_the_scheme() -> None:
    assert (
        OpenAISite(ProviderConfig("a", "openai")).realtime_url("m")
        == "wss://api.openai.com/v1/realtime?model=m"
    )
    local = ProviderConfig("a", "openai", "http://127.0.0.1:8000/v1")
    assert OpenAISite(local).realtime_url("m") == "ws://127.0.0.1:8000/v1/realtime?model=m"


@BEDROCK
async def test_a_temporary_key_signs_with_its_token(harness: Harness) -> None:
    key = f"{ACCESS_KEY}:{SECRET}:session+token/=="
    temporary = replace(harness, config=replace(harness.config, api_key=key))
    await temporary.provider.chat(harness.call())
    assert harness.last.headers["x-amz-security-token"] == "session+token/=="
    assert "x-amz-security-token" in harness.last.headers["authorization"]


@BEDROCK
async def test_without_a_key_the_machines_own_credentials_sign(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    own = replace(harness, config=replace(harness.config, api_key=""))
    reply = await own.provider.chat(harness.call())
    assert harness.said(reply.body).stop == "end_turn"


@BEDROCK
async def test_a_wrong_secret_is_the_operators_matter(harness: Harness) -> None:
    wrong = replace(harness, config=replace(harness.config, api_key=f"{ACCESS_KEY}:{SECRET}x"))
    with pytest.raises(UpstreamCredential):
        await wrong.provider.chat(harness.call())


@BEDROCK
async def test_throttling_inside_a_stream_is_a_rate_limit(harness: Harness) -> None:
    headers = {":message-type": "exception", ":exception-type": "throttlingException"}
    harness.sim.error_frames = lambda _request: [  # type: ignore[method-assign]
        frame("", {"message": "Too many tokens, wait."}, **headers)
    ]
    harness.sim.fail(Fault.ERROR_EVENT)
    with pytest.raises(UpstreamLimited, match="Too many tokens"):
        _ = [event async for event in harness.provider.stream(harness.call())]


async def test_addresses_follow_from_the_region(outbound: Outbound) -> None:
    def runtime(region: str) -> str:
        return BedrockProvider(ProviderConfig("b", "bedrock", region=region), outbound)._runtime

    assert runtime("us-east-1") == "https://bedrock-runtime.us-east-1.amazonaws.com"
    assert runtime("cn-north-1") == "https://bedrock-runtime.cn-north-1.amazonaws.com.cn"
    for region, host in {"europe-west4": "europe-west4-aiplatform", "global": "aiplatform"}.items():
        vertex = VertexProvider(ProviderConfig("v", "vertex", region=region, project="p"), outbound)
        assert vertex._root == (
            f"https://{host}.googleapis.com/v1/projects/p/locations/{region}/publishers/google"
        )


def tokens_of(harness: Harness) -> VertexSimulator:
    assert isinstance(harness.sim, VertexSimulator)
    return harness.sim


@VERTEX
async def test_calls_that_come_together_share_one_token(harness: Harness) -> None:
    provider = harness.provider
    await asyncio.gather(*(provider.chat(harness.call()) for _ in range(5)))
    await provider.chat(harness.call())
    assert tokens_of(harness).tokens.given == 1


@VERTEX
async def test_a_token_is_fetched_anew_before_it_ends(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = harness.provider
    assert isinstance(provider, VertexProvider)
    now = 1_000.0
    monkeypatch.setattr(provider._site._tokens, "_monotonic", lambda: now)
    await provider.chat(harness.call())
    now += 3_599 - 299
    await provider.chat(harness.call())
    assert tokens_of(harness).tokens.given == 2


@VERTEX
async def test_an_account_that_google_refuses_is_the_operators_matter(harness: Harness) -> None:
    tokens_of(harness).tokens.fail(Fault.STATUS_401)
    with pytest.raises(UpstreamCredential) as caught:
        await harness.provider.chat(harness.call())
    assert "PRIVATE KEY" not in caught.value.message and caught.value.__cause__ is None
    assert harness.sim.requests == []


@VERTEX
async def test_the_address_for_tokens_is_guarded_too(harness: Harness) -> None:
    public = replace(harness.config, allow_private=False, base_url="https://aiplatform.googleapis.com")
    with pytest.raises(AddressNotAllowed):
        await replace(harness, config=public).provider.chat(harness.call())
    assert tokens_of(harness).tokens.requests == []


@VERTEX
async def test_a_token_endpoint_that_is_away_is_unreachable(harness: Harness) -> None:
    await tokens_of(harness).tokens.stop()
    with pytest.raises(UpstreamUnreachable):
        await harness.provider.chat(harness.call())


@pytest.mark.parametrize(
    "key", ['{"type": "service_account"}', "not json", '{"type":"service_account","private_key":"x"}']
)
@VERTEX
async def test_half_an_account_is_the_operators_matter(harness: Harness, key: str) -> None:
    half = replace(harness, config=replace(harness.config, api_key=key))
    with pytest.raises(UpstreamCredential):
        await half.provider.chat(harness.call())


@VERTEX
async def test_vectors_of_vertex(harness: Harness) -> None:
    body = {"model": "pool-name", "input": ["月", "sea"], "dimensions": 4}
    reply = await harness.provider.embed(ChatCall("req_1", "gemini-embedding-001", body))
    rows = plain(reply.body)["data"]
    assert [row["embedding"] for row in rows] == [vector_of("月", 4), vector_of("sea", 4)]
    assert reply.usage.input_tokens == 4
    assert len(harness.sim.requests) == 2


@VERTEX
async def test_a_machine_of_google_has_its_token_from_the_metadata_server(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def metadata(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head)
        token = tokens_of(harness).tokens.token
        body: object = {"access_token": token, "expires_in": 3000, "token_type": "Bearer"}
        if "/token" not in head:
            body = {
                "email": "x@y",
                "scopes": ["https://www.googleapis.com/auth/cloud-platform"],
                "aliases": [],
            }
        text = json.dumps(body)
        writer.write(
            "HTTP/1.1 200 OK\r\nMetadata-Flavor: Google\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(text)}\r\nConnection: close\r\n\r\n{text}".encode()
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(metadata, "127.0.0.1", 0)
    async with server:
        host = "{}:{}".format(*server.sockets[0].getsockname())
        from google.auth.compute_engine import _metadata

        monkeypatch.setattr(_metadata, "_GCE_METADATA_HOST", host)
        own = replace(harness, config=replace(harness.config, api_key=""))
        reply = await own.provider.chat(harness.call())
    assert harness.said(reply.body).stop == "stop"
    assert any("metadata-flavor: google" in head.lower() for head in asked)
    assert harness.last.path.endswith(f"/{MODELS['vertex']}:generateContent")
