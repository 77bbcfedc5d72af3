"""Google's own Python package, unchanged, against the running server."""

from __future__ import annotations

from typing import Any

import httpx
import pydantic
import pytest
from google import genai
from google.genai import errors, types

from huahua.gateway.pictures import picture_size
from tests.integration.sdk.conftest import TALKERS, UPSTREAM_KEY, Stage
from tests.simulators.openai import vector_of
from tests.simulators.pictures import picture, picture_base64

TEXT = "海上生明月。The moon rises over the sea."
VENDORS = sorted(TALKERS)
SIGNATURE = "EjQKMgEMOdbHvkWqLmZs3t0Xv2VQp9dYbNAA"
ASK = "A line about the moon."
WEATHER = types.Tool(
    function_declarations=[
        types.FunctionDeclaration(
            name="get_weather",
            description="The weather now.",
            parameters=types.Schema(
                type=types.Type.OBJECT,
                properties={"city": types.Schema(type=types.Type.STRING)},
                required=["city"],
            ),
        ),
        types.FunctionDeclaration(name="get_time", parameters_json_schema={"type": "object"}),
    ]
)
NO_AUTOMATIC = types.AutomaticFunctionCallingConfig(disable=True)


class Poem(pydantic.BaseModel):
    title: str
    lines: list[str]


@pytest.mark.parametrize("vendor", VENDORS)
def test_generate(gemini_client: genai.Client, stage: Stage, vendor: str) -> None:
    config = types.GenerateContentConfig(
        system_instruction="Be brief.",
        temperature=0.5,
        max_output_tokens=99,
        stop_sequences=["END"],
        safety_settings=[
            types.SafetySetting(
                category=types.HarmCategory.HARM_CATEGORY_HARASSMENT,
                threshold=types.HarmBlockThreshold.BLOCK_NONE,
            )
        ],
    )
    reply = gemini_client.models.generate_content(model=f"talk-{vendor}", contents=ASK, config=config)
    assert reply.text == TEXT
    assert reply.candidates is not None
    assert reply.candidates[0].finish_reason is types.FinishReason.STOP
    assert reply.usage_metadata is not None
    assert reply.usage_metadata.cached_content_token_count == 64
    assert reply.usage_metadata.candidates_token_count == 17
    sent = stage.last(vendor)
    assert stage.key not in str(sent.headers) and UPSTREAM_KEY in str(sent.headers)
    words = sent.body.decode()
    assert "Be brief." in words and "END" in words and "99" in words
    assert ("BLOCK_NONE" in words) is (vendor == "gemini"), "only Google's models know safety settings"


@pytest.mark.parametrize("vendor", VENDORS)
def test_stream(gemini_client: genai.Client, vendor: str) -> None:
    chunks = list(gemini_client.models.generate_content_stream(model=f"talk-{vendor}", contents=ASK))
    assert "".join(chunk.text or "" for chunk in chunks) == TEXT
    assert len([chunk for chunk in chunks if chunk.text]) > 1, "it came in pieces"
    last = chunks[-1]
    assert last.candidates is not None and last.usage_metadata is not None
    assert last.candidates[0].finish_reason is types.FinishReason.STOP
    assert last.usage_metadata.candidates_token_count == 17
    assert len({chunk.response_id for chunk in chunks}) == 1


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_tools_there_and_back(gemini_client: genai.Client, stage: Stage, vendor: str, streamed: bool) -> None:
    model = f"talk-{vendor}"
    config = types.GenerateContentConfig(tools=[WEATHER], automatic_function_calling=NO_AUTOMATIC)
    contents: list[Any] = [types.Content(role="user", parts=[types.Part(text=ASK)])]
    parts = _parts(gemini_client, model, contents, config, streamed)
    calls = [part.function_call for part in parts if part.function_call]
    assert [(call.name, call.args) for call in calls] == [
        ("get_weather", {"city": "杭州", "unit": "c"}),
        ("get_time", {}),
    ]
    assert '"The weather now."' in stage.last(vendor).body.decode()
    contents.append(types.Content(role="model", parts=parts))
    answers = [
        types.Part(
            function_response=types.FunctionResponse(
                id=call.id, name=call.name, response={"result": f"sunny {call.name}"}
            )
        )
        for call in calls
    ]
    contents.append(types.Content(role="user", parts=answers))
    assert _words(_parts(gemini_client, model, contents, config, streamed)) == TEXT
    sent = stage.last(vendor).body.decode()
    assert all(f"sunny {call.name}" in sent for call in calls)
    if vendor == "gemini":
        assert SIGNATURE in sent, "the thought signature goes back"


def test_a_chat_calls_a_python_function_by_itself(gemini_client: genai.Client, stage: Stage) -> None:
    asked: list[str] = []

    def get_weather(city: str, unit: str) -> dict[str, str]:
        """The weather now."""
        asked.append(city)
        return {"sky": f"clear, 21 {unit}"}

    def get_time() -> str:
        """The time now."""
        return "noon"

    chat = gemini_client.chats.create(
        model="talk-openai", config=types.GenerateContentConfig(tools=[get_weather, get_time])
    )
    assert chat.send_message("The weather in Hangzhou?").text == TEXT
    assert asked == ["杭州"]
    messages = stage.last("openai").json["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "tool", "tool"]
    assert messages[2]["content"] == '{"sky":"clear, 21 c"}' and messages[3]["content"] == "noon"
    assert messages[2]["tool_call_id"] == messages[1]["tool_calls"][0]["id"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_pictures_inline(gemini_client: genai.Client, stage: Stage, vendor: str) -> None:
    contents: list[Any] = [types.Part.from_bytes(data=picture(), mime_type="image/png"), "What is this?"]
    assert gemini_client.models.generate_content(model=f"talk-{vendor}", contents=contents).text == TEXT
    assert picture_base64() in stage.last(vendor).body.decode()


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("shape", [Poem, {"type": "object", "properties": {"title": {"type": "string"}}}])
def test_a_schema_reaches_the_model(
    gemini_client: genai.Client, stage: Stage, vendor: str, shape: Any
) -> None:
    config = types.GenerateContentConfig(response_mime_type="application/json")
    if isinstance(shape, dict):
        config.response_json_schema = shape
    else:
        config.response_schema = shape
    reply = gemini_client.models.generate_content(model=f"talk-{vendor}", contents=ASK, config=config)
    assert reply.parsed == (Poem(title="moon", lines=["moon"]) if shape is Poem else {"title": "moon"})
    body = stage.last(vendor).json
    schema = {
        "openai": lambda: body["response_format"]["json_schema"]["schema"],
        "anthropic": lambda: body["output_config"]["format"]["schema"],
        "gemini": lambda: body["generationConfig"]["responseJsonSchema"],
    }[vendor]()
    assert schema["type"] == "object" and schema["properties"]["title"] == _plain_string(schema)
    assert schema["additionalProperties"] is False


def _plain_string(schema: dict[str, Any]) -> dict[str, Any]:
    """Pydantic gives titles to fields."""
    title = schema["properties"]["title"].get("title")
    return {"type": "string", **({"title": title} if title else {})}


@pytest.mark.parametrize("vendor", ["anthropic", "gemini"])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_thoughts_are_shown_to_those_who_ask_and_go_back_signed(
    gemini_client: genai.Client, stage: Stage, vendor: str, streamed: bool
) -> None:
    thinking = types.ThinkingConfig(include_thoughts=True, thinking_budget=2048)
    config = types.GenerateContentConfig(thinking_config=thinking, max_output_tokens=9000)
    contents: list[Any] = [types.Content(role="user", parts=[types.Part(text="Is 17 prime?")])]
    parts = _parts(gemini_client, f"talk-{vendor}", contents, config, streamed)
    assert "".join(part.text or "" for part in parts if part.thought) == "17 has no divisor between 2 and 4."
    assert _words(parts) == "Yes, 17 is prime."
    contents += [types.Content(role="model", parts=parts), types.Content(parts=[types.Part(text="Sure?")])]
    _parts(gemini_client, f"talk-{vendor}", contents, config, streamed)
    if vendor == "anthropic":
        block = stage.last("anthropic").json["messages"][1]["content"][0]
        assert block["type"] == "thinking" and block["signature"].startswith("EqQBCgIY")
    else:
        sent = stage.last("gemini").json["generationConfig"]["thinkingConfig"]
        assert sent == {"include_thoughts": True, "thinking_budget": 2048}, "as the client spelt it"


def test_thoughts_stay_hidden_from_those_who_did_not_ask(gemini_client: genai.Client) -> None:
    config = types.GenerateContentConfig(thinking_config=types.ThinkingConfig(thinking_budget=2048))
    reply = gemini_client.models.generate_content(model="talk-openai", contents=ASK, config=config)
    assert reply.candidates is not None and reply.candidates[0].content is not None
    assert not any(part.thought for part in reply.candidates[0].content.parts or [])
    assert reply.usage_metadata is not None and reply.usage_metadata.thoughts_token_count == 45


@pytest.mark.parametrize(
    ("model", "vendor"), [("embed-openai", "openai"), ("gemini-embedding-001", "gemini")]
)
def test_embeddings(gemini_client: genai.Client, stage: Stage, model: str, vendor: str) -> None:
    config = types.EmbedContentConfig(output_dimensionality=4, task_type="RETRIEVAL_QUERY")
    texts: list[Any] = [types.Content(parts=[types.Part(text=text)]) for text in ("月", "sea")]
    reply = gemini_client.models.embed_content(model=model, contents=texts, config=config)
    assert reply.embeddings is not None
    assert [row.values for row in reply.embeddings] == [
        pytest.approx(vector_of(text, 4)) for text in ("月", "sea")
    ]
    assert ("RETRIEVAL_QUERY" in stage.last(vendor).body.decode()) is (vendor == "gemini")


def test_tokens_and_models(gemini_client: genai.Client) -> None:
    counted = gemini_client.models.count_tokens(model="talk-gemini", contents="海上生明月" * 10)
    assert counted.total_tokens is not None and 50 <= counted.total_tokens < 70
    names = [model.name for model in gemini_client.models.list(config={"page_size": 7})]
    assert {"models/talk-gemini", "models/builtin/assistant"} <= set(names)
    assert len(names) == len(set(names)) > 7, "more than one page"
    model = gemini_client.models.get(model="builtin/assistant")
    assert model.supported_actions == ["generateContent", "countTokens"]


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_both_versions_of_the_address(stage: Stage, version: str) -> None:
    options = types.HttpOptions(base_url=stage.url, api_version=version)
    with genai.Client(api_key=stage.key, http_options=options) as client:
        assert client.models.generate_content(model="talk-openai", contents=ASK).text == TEXT
        assert "models/talk-openai" in [model.name for model in client.models.list()]
        assert client.models.get(model="talk-openai").name == "models/talk-openai"


def test_the_builtin_assistant_whose_name_holds_a_slash(gemini_client: genai.Client) -> None:
    reply = gemini_client.models.generate_content(model="builtin/assistant", contents="你好")
    assert reply.text


@pytest.mark.parametrize("model", ["paint-openai", "paint-gemini", "builtin/painter"])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_model_that_only_paints(gemini_client: genai.Client, model: str, streamed: bool) -> None:
    shape = types.ImageConfig(aspect_ratio="16:9")
    config = types.GenerateContentConfig(response_modalities=["IMAGE"], image_config=shape)
    contents = [types.Content(role="user", parts=[types.Part(text="a red boat on a lake")])]
    parts = _parts(gemini_client, model, contents, config, streamed)
    drawn = [part.inline_data for part in parts if part.inline_data]
    assert len(drawn) == 1 and drawn[0].data is not None and drawn[0].data.startswith(b"\x89PNG")
    width, height = picture_size(drawn[0].data)
    assert width > height


def test_a_painted_picture_is_edited_in_the_next_turn(gemini_client: genai.Client, stage: Stage) -> None:
    chat = gemini_client.chats.create(model="paint-openai")
    assert chat.send_message("a red boat").parts
    assert chat.send_message("now blue").parts
    sent = stage.last("openai")
    assert sent.path == "/v1/images/edits"
    assert picture() in sent.body and b"now blue" in sent.body and b"red boat" not in sent.body


@pytest.mark.parametrize(
    ("model", "kind", "code", "status"),
    [
        ("nothing", errors.ClientError, 404, "NOT_FOUND"),
        ("openai-429", errors.ClientError, 429, "RESOURCE_EXHAUSTED"),
        ("gemini-400", errors.ClientError, 400, "INVALID_ARGUMENT"),
        ("anthropic-401", errors.ServerError, 502, "UNAVAILABLE"),
        ("gemini-slow-first-byte", errors.ServerError, 504, "DEADLINE_EXCEEDED"),
    ],
)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_errors(
    gemini_client: genai.Client, model: str, kind: Any, code: int, status: str, streamed: bool
) -> None:
    with pytest.raises(kind) as caught:
        if streamed:
            list(gemini_client.models.generate_content_stream(model=model, contents=ASK))
        else:
            gemini_client.models.generate_content(model=model, contents=ASK)
    assert (caught.value.code, caught.value.status) == (code, status)
    assert UPSTREAM_KEY not in str(caught.value)


def test_a_broken_stream_is_an_error(gemini_client: genai.Client) -> None:
    seen: list[str] = []
    with pytest.raises(errors.APIError):
        for chunk in gemini_client.models.generate_content_stream(model="openai-cut-body", contents=ASK):
            seen.append(chunk.text or "")
    assert "".join(seen) and "".join(seen) != TEXT


def test_a_wrong_key(stage: Stage) -> None:
    client = genai.Client(api_key="sk-wrong", http_options=types.HttpOptions(base_url=stage.url))
    with client, pytest.raises(errors.ClientError) as caught:
        client.models.generate_content(model="talk-openai", contents=ASK)
    assert caught.value.code == 401 and caught.value.status == "UNAUTHENTICATED"
    assert caught.value.details["error"]["details"][0]["reason"] == "API_KEY_INVALID"


async def test_the_asynchronous_client(stage: Stage) -> None:
    options = types.HttpOptions(base_url=stage.url)
    async with genai.Client(api_key=stage.key, http_options=options).aio as client:
        stream = await client.models.generate_content_stream(model="talk-anthropic", contents=ASK)
        assert "".join([chunk.text or "" async for chunk in stream]) == TEXT


def test_the_key_in_the_address_and_the_json_array(stage: Stage) -> None:
    body = {"contents": {"parts": {"text": ASK}}, "generation_config": {"max_output_tokens": 9}}
    with httpx.Client(base_url=stage.url, trust_env=False, verify=False, timeout=120) as client:
        path = "/v1beta/models/talk-openai:streamGenerateContent"
        answer = client.post(path, params={"key": stage.key}, json=body)
        broken = client.post(
            "/v1beta/models/openai-cut-body:streamGenerateContent", params={"key": stage.key}, json=body
        )
        unknown = client.post("/v1beta/models/talk-openai:dream", params={"key": stage.key}, json=body)
    assert answer.headers["content-type"].startswith("application/json")
    rows = answer.json()
    words = [part["text"] for row in rows for part in row["candidates"][0]["content"]["parts"]]
    assert "".join(words) == TEXT
    assert rows[-1]["usageMetadata"]["candidatesTokenCount"] == 17
    assert stage.last("openai").json["max_tokens"] == 9
    assert broken.json()[-1]["error"]["status"] == "UNAVAILABLE"
    assert unknown.status_code == 404 and unknown.json()["error"]["status"] == "NOT_FOUND"


def _parts(
    client: genai.Client, model: str, contents: list[Any], config: types.GenerateContentConfig, streamed: bool
) -> list[types.Part]:
    """The model's parts, of one reply or of all of a stream."""
    if streamed:
        replies = list(client.models.generate_content_stream(model=model, contents=contents, config=config))
    else:
        replies = [client.models.generate_content(model=model, contents=contents, config=config)]
    found: list[types.Part] = []
    for reply in replies:
        assert reply.candidates is not None and reply.candidates[0].content is not None
        found += reply.candidates[0].content.parts or []
    return found


def _words(parts: list[types.Part]) -> str:
    return "".join(part.text or "" for part in parts if not part.thought)
