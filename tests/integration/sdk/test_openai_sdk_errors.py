"""Every failure as OpenAI's package shows it: the right exception, status, code, and no secret of the operator."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from tests.integration.sdk.conftest import TALKERS, UPSTREAM_KEY, Stage

ASK: list[Any] = [{"role": "user", "content": "hi"}]
VENDORS = sorted(TALKERS)
STATUSES: list[tuple[str, type[openai.APIStatusError], int]] = [
    ("400", openai.BadRequestError, 400),
    ("401", openai.InternalServerError, 502),
    ("402", openai.InternalServerError, 502),
    ("403", openai.InternalServerError, 502),
    ("404", openai.NotFoundError, 404),
    ("422", openai.UnprocessableEntityError, 422),
    ("429", openai.RateLimitError, 429),
    ("500", openai.InternalServerError, 502),
    ("cut-before-headers", openai.InternalServerError, 502),
    ("html", openai.InternalServerError, 502),
    ("wrong-shape", openai.InternalServerError, 502),
    ("empty", openai.InternalServerError, 502),
    ("slow-first-byte", openai.InternalServerError, 504),
]


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(("fault", "kind", "status"), STATUSES)
def test_faults_of_the_upstream(
    openai_client: openai.OpenAI,
    vendor: str,
    streamed: bool,
    fault: str,
    kind: type[openai.APIStatusError],
    status: int,
) -> None:
    with pytest.raises(kind) as caught:
        reply = openai_client.chat.completions.create(
            model=f"{vendor}-{fault}", messages=ASK, stream=streamed
        )
        list(reply) if streamed else reply
    error = caught.value
    assert error.status_code == status
    assert error.request_id
    assert isinstance(error.body, dict) and error.body["message"] and error.code
    assert UPSTREAM_KEY not in error.response.text
    assert "Incorrect API key" not in error.response.text
    if fault == "429":
        assert 1 <= int(error.response.headers["retry-after"]) <= 17  # it counts down


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("fault", ["cut-body", "garbage-sse", "no-end", "error-event"])
def test_a_stream_that_breaks_off_ends_with_one_error(
    openai_client: openai.OpenAI, vendor: str, fault: str
) -> None:
    chunks = 0
    with pytest.raises(openai.APIError) as caught:
        for _ in openai_client.chat.completions.create(model=f"{vendor}-{fault}", messages=ASK, stream=True):
            chunks += 1
    assert chunks >= 1, "what had come was passed on"
    assert isinstance(caught.value.body, dict) and caught.value.body["code"].startswith("upstream")


def test_leaving_a_stream_cancels_the_upstream_call(openai_client: openai.OpenAI, stage: Stage) -> None:
    stream = openai_client.chat.completions.create(model="openai-stall", messages=ASK, stream=True)
    next(iter(stream))
    stream.close()
    stage.sims.wait_until_gone(stage.last("openai"))


@pytest.mark.parametrize("key", ["sk-wrong", "not even a key"])
def test_a_wrong_key(stage: Stage, key: str) -> None:
    with (
        openai.OpenAI(api_key=key, base_url=f"{stage.url}/v1", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        client.chat.completions.create(model="talk-openai", messages=ASK)
    assert caught.value.status_code == 401
    assert stage.sims.by_vendor["openai"].requests == []


def test_an_unknown_model(openai_client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        openai_client.chat.completions.create(model="nope", messages=ASK)
    assert (caught.value.code, caught.value.param) == ("model_not_found", "model")


@pytest.mark.parametrize(
    "fields",
    [
        {"messages": "hi"},
        {"messages": []},
        {"messages": [{"content": "hi"}]},
        {"messages": [{"role": "user", "content": "hi"}], "temperature": "hot"},
    ],
)
def test_malformed_requests(openai_client: openai.OpenAI, stage: Stage, fields: Any) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        openai_client.chat.completions.create(model="talk-openai", **fields)
    assert caught.value.param
    assert stage.sims.by_vendor["openai"].requests == []


def test_what_the_other_dialect_cannot_do_is_said(openai_client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        openai_client.chat.completions.create(model="talk-anthropic", messages=ASK, n=2)
    assert caught.value.param == "n"


def test_a_picture_that_is_not_one(openai_client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError):
        openai_client.images.edit(
            model="paint-openai", image=("x.png", b"not a picture", "image/png"), prompt="x"
        )


def test_a_model_that_cannot_paint(openai_client: openai.OpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        openai_client.images.generate(model="talk-openai", prompt="x")
    assert caught.value.status_code == 422
