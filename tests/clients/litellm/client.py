"""Calls a running server through LiteLLM and prints what it saw as JSON; the test that starts it reads that.

It runs in a virtual environment of its own and imports nothing of HuaHua. Environment: HUAHUA_TEST_URL,
HUAHUA_TEST_KEY, HUAHUA_TEST_MODELS (names, comma between).
"""

import json
import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # the list of prices would come from outside

import litellm

URL, KEY = os.environ["HUAHUA_TEST_URL"], os.environ["HUAHUA_TEST_KEY"]
ASK = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "A line about the moon."}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather now.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}
POEM = {
    "type": "json_schema",
    "json_schema": {
        "name": "poem",
        "schema": {
            "type": "object",
            "properties": {"title": {"type": "string"}},
            "required": ["title"],
            "additionalProperties": False,
        },
    },
}
WAYS = {
    "openai": {"prefix": "openai/", "api_base": f"{URL}/v1"},
    "anthropic": {"prefix": "anthropic/", "api_base": URL},
    "gemini": {"prefix": "gemini/", "api_base": f"{URL}/v1beta"},
    "text-completion-openai": {"prefix": "text-completion-openai/", "api_base": f"{URL}/v1"},
}


def options(way: str, model: str) -> dict:
    """What tells LiteLLM the dialect, the address and the key."""
    given = WAYS[way]
    return {"model": given["prefix"] + model, "api_base": given["api_base"], "api_key": KEY, "num_retries": 0}


def chat(way: str, model: str) -> dict:
    asked = options(way, model)
    whole = litellm.completion(messages=ASK, max_tokens=99, **asked)
    pieces = list(litellm.completion(messages=ASK, stream=True, **asked))
    words = [piece.choices[0].delta.content or "" for piece in pieces if piece.choices]
    return {
        "text": whole.choices[0].message.content,
        "tokens": whole.usage.completion_tokens,
        "streamed": "".join(words),
        "pieces": len([word for word in words if word]),
    }


def tools(way: str, model: str) -> dict:
    asked = options(way, model)
    first = litellm.completion(messages=ASK, tools=[WEATHER], **asked).choices[0].message
    calls = [[call.function.name, json.loads(call.function.arguments)] for call in first.tool_calls]
    answers = [
        {
            "role": "tool",
            "tool_call_id": call.id,
            "name": call.function.name,
            "content": f"sunny {call.function.name}",
        }
        for call in first.tool_calls
    ]
    second = litellm.completion(messages=[*ASK, first, *answers], tools=[WEATHER], **asked)
    return {"calls": calls, "after": second.choices[0].message.content}


def error(model: str) -> dict:
    try:
        litellm.completion(messages=ASK, **options("openai", model))
    except Exception as fault:
        return {"kind": type(fault).__name__, "status": getattr(fault, "status_code", None)}
    return {}


def main() -> None:
    models = os.environ["HUAHUA_TEST_MODELS"].split(",")
    found: dict = {"chat": {}, "tools": {}, "schema": {}}
    for way in ("openai", "anthropic", "gemini"):
        for model in models:
            found["chat"][f"{way} {model}"] = chat(way, model)
            found["tools"][f"{way} {model}"] = tools(way, model)
    for model in models:
        reply = litellm.completion(messages=ASK, response_format=POEM, **options("openai", model))
        found["schema"][model] = json.loads(reply.choices[0].message.content)
    legacy = litellm.text_completion(prompt="The moon", **options("text-completion-openai", models[0]))
    found["legacy"] = legacy.choices[0].text
    response = litellm.responses(input="moon", **options("openai", models[0]))
    found["responses"] = "".join(
        part.text for item in response.output if item.type == "message" for part in item.content
    )
    vectors = litellm.embedding(input=["月"], **options("openai", "embed-openai"))
    found["vector"] = vectors.data[0]["embedding"]
    found["errors"] = {model: error(model) for model in ("nothing", "openai-429", "openai-401")}
    print(json.dumps(found))


main()
