"""OpenAI's legacy completions as chat completions and back:
https://platform.openai.com/docs/api-reference/completions.

A prompt becomes the user's message. A vendor that still has completions gets the prompt itself: what only
completions know travels under `EXTRAS`, and such a vendor's answer comes back in its own shape and passes on as it is.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from huahua.gateway.domain.calls import EXTRAS, JsonObject, StreamEvent, Usage
from huahua.gateway.domain.usage import add_usage, merge_usage
from huahua.gateway.errors import InvalidRequest, NotSupported, UpstreamBroken
from huahua.gateway.translate.fields import carry, event_object, loose_object, loose_objects, text
from huahua.gateway.translate.usage import usage_to_openai

MAX_PROMPTS = 64
_LEGACY = frozenset({"prompt", "suffix", "echo", "best_of", "logprobs"})
_INFILL = (
    "You complete texts. The user gives a beginning. Write only the words between it and the following ending, so "
    "that both join without a seam; repeat neither.\nThe ending:\n"
)


def prompts_of(body: JsonObject) -> list[str]:
    """The prompts of one request. Raises InvalidRequest or NotSupported."""
    prompt = body.get("prompt")
    prompts = [prompt] if isinstance(prompt, str) else prompt
    if not isinstance(prompts, list) or not prompts:
        raise InvalidRequest("'prompt' must be a text or a list of texts.", param="prompt")
    if any(isinstance(item, int | list) for item in prompts):
        raise NotSupported("This server takes prompts as text, not as token ids.", param="prompt")
    if len(prompts) > MAX_PROMPTS:
        raise InvalidRequest(f"'prompt' holds more than {MAX_PROMPTS} texts.", param="prompt")
    return [text(item, "prompt") for item in prompts]


def completion_to_chat(body: JsonObject, prompt: str) -> JsonObject:
    """Raises InvalidRequest."""
    out = {name: value for name, value in body.items() if name not in _LEGACY and value is not None}
    suffix = body.get("suffix")
    system = [{"role": "system", "content": _INFILL + text(suffix, "suffix")}] if suffix else []
    out["messages"] = [*system, {"role": "user", "content": prompt}]
    count = body.get("logprobs")
    if count is not None:
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise InvalidRequest("'logprobs' must be a whole number.", param="logprobs")
        out["logprobs"] = True
        if count:
            out["top_logprobs"] = count
    out[EXTRAS] = {"completions": carry(body, {}, "suffix", "echo", "best_of", "logprobs")}
    return out


def merge_completions(replies: list[JsonObject], prompts: list[str], usage: Usage, echo: bool) -> JsonObject:
    """One `text_completion` from the reply to each prompt, with the choices numbered through.

    Raises UpstreamBroken when a reply has no choice.
    """
    choices: list[JsonObject] = []
    for reply, prompt in zip(replies, prompts, strict=True):
        rows = loose_objects(reply.get("choices"))
        if not rows:
            raise UpstreamBroken("the provider's reply holds no choice")
        for row in rows:
            choice = row if "text" in row else _choice(row, "message", prompt if echo else "")
            choices.append({**choice, "index": len(choices)})
    return {**_head(replies[0]), "choices": choices, "usage": usage_to_openai(usage)}


class ChatToCompletionStream:
    """Feed it every chunk of one chat completion; `echo` is the prompt where the caller wants it back."""

    def __init__(self, echo: str) -> None:
        self._echo = echo

    def feed(self, event: StreamEvent) -> JsonObject | None:
        """The chunk in the legacy shape; None where it says nothing there. Raises UpstreamBroken."""
        chunk = event_object(event.data)
        rows = loose_objects(chunk.get("choices"))
        if not rows:
            return (
                {**_head(chunk), "choices": [], **carry(chunk, {}, "usage")} if chunk.get("usage") else None
            )
        echo, self._echo = self._echo, ""
        choices = [row if "text" in row else _choice(row, "delta", echo) for row in rows]
        if not any(choice["text"] or choice.get("finish_reason") for choice in choices):
            return None
        return {**_head(chunk), "choices": choices}


class ChatsToCompletionStream:
    """Feed it every chunk of the chat completions of several prompts, as they come; the choices are numbered through
    prompt by prompt, all chunks have the id of the first, and the usage of all comes at the end."""

    def __init__(self, asked: JsonObject, prompts: list[str]) -> None:
        """`asked` is the body of the request."""
        echo = asked.get("echo") is True
        self._streams = [ChatToCompletionStream(prompt if echo else "") for prompt in prompts]
        self._choices = max(1, _whole(asked.get("n")))
        self._wants_usage = loose_object(asked.get("stream_options")).get("include_usage") is True
        self._usages: dict[int, Usage] = {}
        self._head: JsonObject = {}

    def feed(self, number: int, event: StreamEvent) -> JsonObject | None:
        """A chunk of the prompt of this number, from 0. Raises UpstreamBroken."""
        chunk = self._streams[number].feed(event)
        if event.usage is not None:
            self._usages[number] = merge_usage(self._usages.get(number), event.usage)
        if chunk is None:
            return None
        if not chunk["choices"]:
            return chunk if len(self._streams) == 1 else None
        self._head = self._head or _head(chunk)
        before = number * self._choices
        choices = [{**choice, "index": before + _whole(choice.get("index"))} for choice in chunk["choices"]]
        return {**chunk, **self._head, "choices": choices}

    def close(self) -> JsonObject | None:
        """The last chunk: the usage of several prompts together, where it was asked for. None when there is none, or
        it was given."""
        usages, self._usages = self._usages, {}
        if not usages or not self._wants_usage or len(self._streams) == 1:
            return None
        usage = usage_to_openai(reduce(add_usage, usages.values()))
        return {**(self._head or _head({})), "choices": [], "usage": usage}


def _whole(given: Any) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) and given > 0 else 0


def _head(body: JsonObject) -> JsonObject:
    return {
        "id": "cmpl-" + str(body.get("id") or "unknown").removeprefix("chatcmpl-").removeprefix("cmpl-"),
        "object": "text_completion",
        "created": body.get("created", 0),
        "model": str(body.get("model", "")),
    }


def _choice(row: JsonObject, field: str, echo: str) -> JsonObject:
    message = loose_object(row.get(field))
    words = message.get("content") or message.get("refusal")
    reason = row.get("finish_reason")
    return {
        "text": echo + (words if isinstance(words, str) else ""),
        "index": row.get("index", 0),
        "logprobs": _logprobs(row.get("logprobs"), len(echo)),
        "finish_reason": reason if reason in (None, "stop", "length", "content_filter") else "stop",
    }


def _logprobs(logprobs: Any, offset: int) -> JsonObject | None:
    """The legacy shape: parallel lists instead of a list of tokens."""
    rows = loose_objects(loose_object(logprobs).get("content"))
    if not rows:
        return None
    offsets = []
    for row in rows:
        offsets.append(offset)
        offset += len(str(row.get("token", "")))
    return {
        "tokens": [row.get("token") for row in rows],
        "token_logprobs": [row.get("logprob") for row in rows],
        "top_logprobs": [
            {str(top.get("token")): top.get("logprob") for top in loose_objects(row.get("top_logprobs"))}
            for row in rows
        ],
        "text_offset": offsets,
    }
