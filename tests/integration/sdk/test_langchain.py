"""LangChain's `ChatOpenAI`, unchanged, against the running server."""

from __future__ import annotations

from typing import Any

import pydantic
import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

from tests.integration.sdk.conftest import TALKERS, Stage
from tests.simulators.openai import vector_of
from tests.simulators.pictures import data_url, picture_base64

TEXT = "海上生明月。The moon rises over the sea."
VENDORS = sorted(TALKERS)
ASK: list[BaseMessage] = [SystemMessage("Be brief."), HumanMessage("A line about the moon.")]


class Poem(pydantic.BaseModel):
    """A short poem."""

    title: str


@tool
def get_weather(city: str, unit: str) -> str:
    """The weather now."""
    return f"sunny in {city}, {unit}"


def model_of(stage: Stage, model: str, **options: Any) -> ChatOpenAI:
    return ChatOpenAI(
        model=model,
        base_url=f"{stage.url}/v1",
        api_key=pydantic.SecretStr(stage.key),
        max_retries=0,
        **options,
    )


@pytest.fixture(params=[False, True], ids=["chat", "responses"])
def through_responses(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("vendor", VENDORS)
def test_invoke_and_stream(stage: Stage, vendor: str, through_responses: bool) -> None:
    model = model_of(stage, f"talk-{vendor}", use_responses_api=through_responses, stream_usage=True)
    reply = model.invoke(ASK)
    assert reply.text == TEXT
    assert isinstance(reply, AIMessage) and reply.usage_metadata is not None
    assert reply.usage_metadata["output_tokens"] == 17
    assert reply.usage_metadata["input_token_details"]["cache_read"] == 64
    pieces = list(model.stream(ASK))
    assert "".join(piece.text for piece in pieces) == TEXT
    assert len([piece for piece in pieces if piece.text]) > 1, "it came in pieces"
    usages = [piece.usage_metadata for piece in pieces if piece.usage_metadata]
    assert [usage["output_tokens"] for usage in usages] == [17]


@pytest.mark.parametrize("vendor", VENDORS)
def test_tools_there_and_back(stage: Stage, vendor: str, through_responses: bool) -> None:
    model = model_of(stage, f"talk-{vendor}", use_responses_api=through_responses)
    with_tools = model.bind_tools([get_weather])
    first = with_tools.invoke(ASK)
    assert [(call["name"], call["args"]) for call in first.tool_calls] == [
        ("get_weather", {"city": "杭州", "unit": "c"}),
        ("get_time", {}),
    ]
    answers = [ToolMessage(f"sunny {call['name']}", tool_call_id=call["id"]) for call in first.tool_calls]
    assert with_tools.invoke([*ASK, first, *answers]).text == TEXT
    sent = stage.last(vendor).body.decode()
    assert "sunny get_weather" in sent and "sunny get_time" in sent and "The weather now." in sent


@pytest.mark.parametrize("vendor", VENDORS)
def test_structured_output(stage: Stage, vendor: str) -> None:
    model = model_of(stage, f"talk-{vendor}")
    structured = model.with_structured_output(Poem, method="json_schema")
    assert structured.invoke(ASK) == Poem(title="moon")
    body = stage.last(vendor).json
    schema = {
        "openai": lambda: body["response_format"]["json_schema"]["schema"],
        "anthropic": lambda: body["output_config"]["format"]["schema"],
        "gemini": lambda: body["generationConfig"]["responseJsonSchema"],
    }[vendor]()
    assert schema["required"] == ["title"]


def test_structured_output_through_a_tool(stage: Stage) -> None:
    """The recorded call is `get_weather`, so the schema has this name."""

    class get_weather(pydantic.BaseModel):
        """The weather now."""

        city: str
        unit: str

    model = model_of(stage, "talk-anthropic").with_structured_output(get_weather, method="function_calling")
    assert model.invoke(ASK) == get_weather(city="杭州", unit="c")
    assert stage.last("anthropic").json["tool_choice"] == {
        "type": "tool",
        "name": "get_weather",
        "disable_parallel_tool_use": True,
    }


def test_pictures(stage: Stage, through_responses: bool) -> None:
    content: list[str | dict[Any, Any]] = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": data_url()}},
    ]
    model = model_of(stage, "talk-gemini", use_responses_api=through_responses)
    assert model.invoke([HumanMessage(content)]).text == TEXT
    assert picture_base64() in stage.last("gemini").body.decode()


async def test_asynchronous_streams(stage: Stage) -> None:
    for responses in (False, True):  # one loop, since LangChain keeps its client for both
        model = model_of(stage, "talk-anthropic", use_responses_api=responses)
        assert "".join([piece.text async for piece in model.astream(ASK)]) == TEXT


def test_embeddings(stage: Stage) -> None:
    vectors = OpenAIEmbeddings(
        model="embed-openai",
        base_url=f"{stage.url}/v1",
        api_key=pydantic.SecretStr(stage.key),
        check_embedding_ctx_length=False,  # counting tokens would fetch a tokenizer from outside
        max_retries=0,
    ).embed_documents(["月", "sea"])
    assert vectors == [pytest.approx(vector_of(text, 8)) for text in ("月", "sea")]
