"""`client.completions` of OpenAI's own Python package, unchanged, against the running server."""

from __future__ import annotations

import openai
import pytest

from tests.integration.sdk.conftest import TALKERS, Stage

TEXT = "海上生明月。The moon rises over the sea."
VENDORS = sorted(TALKERS)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_prompt_becomes_a_message_where_there_are_no_completions(
    openai_client: openai.OpenAI, stage: Stage, vendor: str
) -> None:
    reply = openai_client.completions.create(
        model=f"talk-{vendor}", prompt="The moon", max_tokens=40, stop=["END"], user="u7"
    )
    assert (reply.object, reply.choices[0].text, reply.choices[0].finish_reason) == (
        "text_completion",
        TEXT,
        "stop",
    )
    assert reply.id.startswith("cmpl-")
    assert reply.usage is not None and reply.usage.completion_tokens == 17
    sent = stage.last(vendor)
    assert "prompt" not in sent.json and "huahua" not in sent.body.decode()
    assert "The moon" in sent.body.decode() and "END" in sent.body.decode()


@pytest.mark.parametrize("vendor", VENDORS)
def test_stream(openai_client: openai.OpenAI, vendor: str) -> None:
    chunks = list(
        openai_client.completions.create(
            model=f"talk-{vendor}",
            prompt="The moon",
            stream=True,
            echo=True,
            stream_options={"include_usage": True},
        )
    )
    assert "".join(choice.text for chunk in chunks for choice in chunk.choices) == "The moon" + TEXT
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices][-1] == "stop"
    assert chunks[-1].choices == [] and chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 17


def test_several_prompts_are_several_calls(openai_client: openai.OpenAI, stage: Stage) -> None:
    prompts = ["one", "two", "three"]
    reply = openai_client.completions.create(model="talk-openai", prompt=prompts, echo=True)
    assert [choice.text for choice in reply.choices] == [prompt + TEXT for prompt in prompts]
    assert [choice.index for choice in reply.choices] == [0, 1, 2]
    assert reply.usage is not None and reply.usage.completion_tokens == 3 * 17
    asked = [request.json["messages"][0]["content"] for request in stage.sims.by_vendor["openai"].requests]
    assert sorted(asked) == sorted(prompts)


@pytest.mark.parametrize("vendor", VENDORS)
def test_several_prompts_are_streamed_side_by_side(openai_client: openai.OpenAI, vendor: str) -> None:
    prompts = [f"prompt {number}: " for number in range(10)]
    chunks = list(
        openai_client.completions.create(
            model=f"talk-{vendor}",
            prompt=prompts,
            stream=True,
            echo=True,
            stream_options={"include_usage": True},
        )
    )
    texts = dict.fromkeys(range(10), "")
    for choice in (choice for chunk in chunks for choice in chunk.choices):
        texts[choice.index] += choice.text
    assert texts == {number: prompt + TEXT for number, prompt in enumerate(prompts)}
    assert [bool(chunk.choices) for chunk in chunks] == [True] * (len(chunks) - 1) + [False]
    assert chunks[-1].usage is not None and chunks[-1].usage.completion_tokens == 10 * 17
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_suffix_is_told_to_the_model(openai_client: openai.OpenAI, stage: Stage) -> None:
    openai_client.completions.create(model="talk-anthropic", prompt="def f(", suffix="return x")
    body = stage.last("anthropic").json
    assert body["system"].endswith("The ending:\nreturn x")
    assert body["messages"] == [{"role": "user", "content": "def f("}]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_vendor_with_completions_gets_them(
    openai_client: openai.OpenAI, stage: Stage, streamed: bool
) -> None:
    asked = {"model": "talk-vllm", "prompt": "The moon", "suffix": "!", "echo": True, "logprobs": 0}
    if streamed:
        chunks = list(openai_client.completions.create(**asked, stream=True))  # type: ignore[call-overload]
        assert all(chunk.choices for chunk in chunks), "no usage that nobody asked for"
        words = "".join(choice.text for chunk in chunks for choice in chunk.choices)
    else:
        words = openai_client.completions.create(**asked).choices[0].text  # type: ignore[call-overload]
    assert words == "The moon" + TEXT, "its own echo, once"
    sent = stage.last("openai")
    assert sent.path == "/v1/completions"
    expected = {"model": "qwen", "prompt": "The moon", "suffix": "!", "echo": True, "logprobs": 0}
    usage = {"stream_options": {"include_usage": True}} if streamed else {}
    assert sent.json == {**expected, "stream": streamed, **usage}


def test_chat_with_such_a_vendor_stays_chat(openai_client: openai.OpenAI, stage: Stage) -> None:
    openai_client.chat.completions.create(model="talk-vllm", messages=[{"role": "user", "content": "hi"}])
    assert stage.last("openai").path == "/v1/chat/completions"


@pytest.mark.parametrize("prompt", [[1, 2, 3], [[1], [2]], [], [None]])
def test_prompts_that_are_no_texts(openai_client: openai.OpenAI, prompt: list[int]) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        openai_client.completions.create(model="talk-openai", prompt=prompt)
    assert caught.value.status_code in (400, 422)
    assert isinstance(caught.value, openai.APIStatusError) and caught.value.body["param"] == "prompt"  # type: ignore[index]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_errors(openai_client: openai.OpenAI, streamed: bool) -> None:
    with pytest.raises(openai.RateLimitError):
        openai_client.completions.create(model="anthropic-429", prompt=["a", "b"][:1], stream=streamed)
    with pytest.raises(openai.RateLimitError):
        openai_client.completions.create(model="anthropic-429", prompt=["a", "b"])


def test_a_broken_stream_is_an_error(openai_client: openai.OpenAI) -> None:
    stream = openai_client.completions.create(model="openai-cut-body", prompt="a", stream=True)
    with pytest.raises(openai.APIError):
        list(stream)
