"""The built-in assistant: a deterministic dialogue engine in Chinese and English, without a language model.

`respond` takes an OpenAI-shaped request and behaves like a model: it answers, or calls the offered tools
`paint_picture`, `edit_picture` and `make_avatar`. `title` and `key_facts` are what a chat falls back on
while no language model is connected. Pure: no I/O; the clock and the seed come with the request.
"""

from huahua.gateway.providers.builtin.assistant.model import (
    AssistantError,
    AssistantReply,
    AssistantRequest,
    ToolCall,
    UnknownToolError,
    Usage,
)
from huahua.gateway.providers.builtin.assistant.notes import key_facts
from huahua.gateway.providers.builtin.assistant.respond import respond
from huahua.gateway.providers.builtin.assistant.titles import title

__all__ = [
    "AssistantError",
    "AssistantReply",
    "AssistantRequest",
    "ToolCall",
    "UnknownToolError",
    "Usage",
    "key_facts",
    "respond",
    "title",
]
