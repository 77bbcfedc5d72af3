"""LiteLLM's provider prefixes as HuaHua's presets and base URLs: data."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vendor:
    """`base_url` is empty where the row must bring its own `api_base`."""

    name: str
    kind: str = "openai"
    base_url: str = ""
    preset: str | None = None
    key_variable: str = ""
    """The environment variable that LiteLLM reads when the row names no key."""
    local: bool = False


def _preset(name: str, base_url: str, key: str, kind: str = "openai", preset: str | None = None) -> Vendor:
    return Vendor(name, kind, base_url, preset or name, key)


_ANTHROPIC = _preset("anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY", "anthropic")
_GEMINI = _preset("gemini", "https://generativelanguage.googleapis.com", "GEMINI_API_KEY", "gemini")
_OPENAI = _preset("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")
_OLLAMA = Vendor("ollama", base_url="http://localhost:11434/v1", preset="ollama", local=True)
_LM_STUDIO = Vendor("lmstudio", preset="lmstudio", local=True)
_VLLM = Vendor("vllm", preset="vllm", key_variable="HOSTED_VLLM_API_KEY", local=True)

VENDORS: dict[str, Vendor] = {
    "openai": _OPENAI,
    "anthropic": _ANTHROPIC,
    "gemini": _GEMINI,
    "deepseek": _preset("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
    "dashscope": _preset(
        "dashscope", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"
    ),
    "zai": _preset("zhipu", "https://api.z.ai/api/paas/v4", "ZAI_API_KEY"),
    "moonshot": _preset("moonshot", "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY"),
    "volcengine": _preset("ark", "https://ark.cn-beijing.volces.com/api/v3", "VOLCENGINE_API_KEY"),
    "minimax": _preset("minimax", "https://api.minimax.io/v1", "MINIMAX_API_KEY"),
    "openrouter": _preset("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "mistral": _preset("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    "groq": _preset("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
    "xai": _preset("xai", "https://api.x.ai/v1", "XAI_API_KEY"),
    "ollama": _OLLAMA,
    "ollama_chat": _OLLAMA,
    "hosted_vllm": _VLLM,
    "lm_studio": _LM_STUDIO,
    "llamafile": Vendor("llamacpp", preset="llamacpp", base_url="http://127.0.0.1:8080/v1", local=True),
    "custom_openai": Vendor("custom"),
    "openai_like": Vendor("custom"),
    "litellm_proxy": Vendor("litellm", key_variable="LITELLM_PROXY_API_KEY"),
    "together_ai": Vendor(
        "together", base_url="https://api.together.xyz/v1", key_variable="TOGETHERAI_API_KEY"
    ),
    "fireworks_ai": Vendor(
        "fireworks", base_url="https://api.fireworks.ai/inference/v1", key_variable="FIREWORKS_AI_API_KEY"
    ),
    "deepinfra": Vendor(
        "deepinfra", base_url="https://api.deepinfra.com/v1/openai", key_variable="DEEPINFRA_API_KEY"
    ),
    "perplexity": Vendor(
        "perplexity", base_url="https://api.perplexity.ai", key_variable="PERPLEXITYAI_API_KEY"
    ),
    "nvidia_nim": Vendor(
        "nvidia", base_url="https://integrate.api.nvidia.com/v1", key_variable="NVIDIA_NIM_API_KEY"
    ),
    "azure": Vendor("azure", "azure", preset="azure", key_variable="AZURE_API_KEY"),
    "bedrock": Vendor("bedrock", "bedrock", preset="bedrock", key_variable="AWS_BEARER_TOKEN_BEDROCK"),
    "bedrock_converse": Vendor(
        "bedrock", "bedrock", preset="bedrock", key_variable="AWS_BEARER_TOKEN_BEDROCK"
    ),
    "vertex_ai": Vendor("vertex", "vertex", preset="vertex"),
    "cerebras": Vendor("cerebras", base_url="https://api.cerebras.ai/v1", key_variable="CEREBRAS_API_KEY"),
}

UNSUPPORTED: dict[str, str] = {
    "azure_ai": "Azure AI",
    "sagemaker": "AWS SageMaker",
    "vertex_ai_beta": "Google Vertex AI",
    "cohere": "Cohere",
    "cohere_chat": "Cohere",
    "huggingface": "Hugging Face inference",
    "replicate": "Replicate",
    "watsonx": "IBM watsonx",
    "databricks": "Databricks",
    "text-completion-openai": "the old text completions API",
}

_BARE = (
    (re.compile(r"(?:gpt-|o\d|chatgpt-|text-embedding-|dall-e)"), _OPENAI),
    (re.compile(r"claude-"), _ANTHROPIC),
    (re.compile(r"gemini-"), _GEMINI),
)


def vendor_of_bare(model: str) -> Vendor | None:
    """The vendor of a model id without a prefix, as LiteLLM guesses it."""
    return next((vendor for pattern, vendor in _BARE if pattern.match(model)), None)
