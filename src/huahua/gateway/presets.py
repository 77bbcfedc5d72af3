"""Ready presets of providers: data that the page offers and the settings may name.

Model ids are suggestions that were current in November 2026; the button 'test' lists what an account really
has. `key_url` is the page on which one makes a key.
"""

from __future__ import annotations

from dataclasses import dataclass

from huahua.gateway.domain.calls import Task


@dataclass(frozen=True, slots=True)
class PresetModel:
    id: str
    tasks: frozenset[Task] = frozenset({Task.DIALOGUE})
    vision: bool = False
    tools: bool = True


@dataclass(frozen=True, slots=True)
class Preset:
    """`local` presets are servers on one's own machine: no key, a private address. Where `base_url` is empty,
    each account has an address of its own, or the adapter finds it by the region."""

    id: str
    title: str
    kind: str
    base_url: str
    key_url: str = ""
    models: tuple[PresetModel, ...] = ()
    needs_key: bool = True
    local: bool = False


def _chat(*ids: str, vision: bool = False) -> tuple[PresetModel, ...]:
    return tuple(PresetModel(model, vision=vision) for model in ids)


def _other(task: Task, *ids: str) -> tuple[PresetModel, ...]:
    return tuple(PresetModel(model, frozenset({task}), tools=False) for model in ids)


PRESETS: tuple[Preset, ...] = (
    Preset(
        "openai",
        "OpenAI",
        "openai",
        "https://api.openai.com/v1",
        "https://platform.openai.com/api-keys",
        _chat("gpt-6-sol", "gpt-6-luna", "gpt-5.5", vision=True)
        + _other(Task.PAINTING, "gpt-image-2", "gpt-image-1-mini")
        + _other(Task.EMBEDDING, "text-embedding-3-small", "text-embedding-3-large")
        + _other(Task.SPEECH, "gpt-4o-mini-tts")
        + _other(Task.TRANSCRIPTION, "gpt-4o-transcribe", "whisper-1")
        + _other(Task.MODERATION, "omni-moderation-latest")
        + _other(Task.REALTIME, "gpt-realtime"),
    ),
    Preset(
        "anthropic",
        "Anthropic",
        "anthropic",
        "https://api.anthropic.com",
        "https://console.anthropic.com/settings/keys",
        _chat("claude-sonnet-5-5", "claude-opus-5-5", "claude-haiku-5-5", vision=True),
    ),
    Preset(
        "gemini",
        "Google Gemini",
        "gemini",
        "https://generativelanguage.googleapis.com",
        "https://aistudio.google.com/apikey",
        _chat("gemini-3.8-flash", "gemini-pro-latest", vision=True)
        + _other(Task.PAINTING, "gemini-3.1-flash-image", "gemini-3-pro-image")
        + _other(Task.EMBEDDING, "gemini-embedding-001"),
    ),
    Preset(
        "deepseek",
        "DeepSeek",
        "openai",
        "https://api.deepseek.com/v1",
        "https://platform.deepseek.com/api_keys",
        _chat("deepseek-flash", vision=True) + _chat("deepseek-v4-pro"),
    ),
    Preset(
        "dashscope",
        "通义千问 Qwen · DashScope",
        "openai",
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        "https://bailian.console.aliyun.com/?tab=model#/api-key",
        _chat("qwen3.8-max", "qwen3.8-flash", "qwen3.7-plus", vision=True)
        + _other(
            Task.PAINTING,
            "qwen-image-plus",
            "qwen-image-edit-plus",
            "wan2.5-t2i-preview",
            "wanx2.1-imageedit",
        )
        + _other(Task.EMBEDDING, "text-embedding-v4"),
    ),
    Preset(
        "zhipu",
        "智谱 GLM",
        "openai",
        "https://open.bigmodel.cn/api/paas/v4",
        "https://open.bigmodel.cn/usercenter/proj-mgmt/apikeys",
        _chat("glm-5.3", "glm-5.2")
        + _chat("glm-5.3-flash", vision=True)
        + _other(Task.PAINTING, "cogview-4")
        + _other(Task.EMBEDDING, "embedding-3"),
    ),
    Preset(
        "moonshot",
        "Moonshot Kimi",
        "openai",
        "https://api.moonshot.cn/v1",
        "https://platform.moonshot.cn/console/api-keys",
        _chat("kimi-k3", "kimi-k2.6", vision=True),
    ),
    Preset(
        "ark",
        "豆包 Doubao · 火山方舟 Ark",
        "openai",
        "https://ark.cn-beijing.volces.com/api/v3",
        "https://console.volcengine.com/ark/region:ark+cn-beijing/apiKey",
        _chat("doubao-seed-2-1-pro-260915", "doubao-seed-2-1-lite-260915", vision=True)
        + _other(Task.PAINTING, "doubao-seedream-4-0-250828"),
    ),
    Preset(
        "qianfan",
        "百度千帆 Qianfan",
        "openai",
        "https://qianfan.baidubce.com/v2",
        "https://console.bce.baidu.com/qianfan/ais/console/apiKey",
        _chat("ernie-5.1", "ernie-4.5-turbo-128k") + _other(Task.EMBEDDING, "embedding-v1"),
    ),
    Preset(
        "hunyuan",
        "腾讯混元 Hunyuan",
        "openai",
        "https://api.hunyuan.cloud.tencent.com/v1",
        "https://console.cloud.tencent.com/hunyuan/api-key",
        _chat("hunyuan-turbos-latest") + _other(Task.EMBEDDING, "hunyuan-embedding"),
    ),
    Preset(
        "minimax",
        "MiniMax",
        "openai",
        "https://api.minimaxi.com/v1",
        "https://platform.minimaxi.com/user-center/basic-information/interface-key",
        _chat("MiniMax-M3", vision=True) + _chat("MiniMax-M2.5"),
    ),
    Preset(
        "siliconflow",
        "硅基流动 SiliconFlow",
        "openai",
        "https://api.siliconflow.cn/v1",
        "https://cloud.siliconflow.cn/account/ak",
        _chat("deepseek-ai/DeepSeek-V3.2", "Qwen/Qwen3-32B")
        + _other(Task.PAINTING, "Kwai-Kolors/Kolors", "Qwen/Qwen-Image")
        + _other(Task.EMBEDDING, "BAAI/bge-m3", "Qwen/Qwen3-Embedding-8B")
        + _other(Task.RERANK, "BAAI/bge-reranker-v2-m3")
        + _other(Task.SPEECH, "FunAudioLLM/CosyVoice2-0.5B")
        + _other(Task.TRANSCRIPTION, "FunAudioLLM/SenseVoiceSmall"),
    ),
    Preset(
        "openrouter",
        "OpenRouter",
        "openai",
        "https://openrouter.ai/api/v1",
        "https://openrouter.ai/settings/keys",
        _chat("openrouter/auto"),
    ),
    Preset(
        "mistral",
        "Mistral",
        "openai",
        "https://api.mistral.ai/v1",
        "https://console.mistral.ai/api-keys",
        _chat("mistral-large-latest", "mistral-small-latest", vision=True)
        + _other(Task.EMBEDDING, "mistral-embed"),
    ),
    Preset(
        "groq",
        "Groq",
        "openai",
        "https://api.groq.com/openai/v1",
        "https://console.groq.com/keys",
        _chat("openai/gpt-oss-120b", "openai/gpt-oss-20b")
        + _chat("qwen/qwen3.8-27b", vision=True)
        + _other(Task.TRANSCRIPTION, "whisper-large-v3-turbo"),
    ),
    Preset(
        "xai",
        "xAI Grok",
        "openai",
        "https://api.x.ai/v1",
        "https://console.x.ai",
        _chat("grok-4.7", "grok-4.6", vision=True) + _other(Task.PAINTING, "grok-imagine-image-2.0"),
    ),
    Preset("azure", "Azure OpenAI", "azure", "", "https://ai.azure.com"),
    Preset(
        "bedrock",
        "AWS Bedrock",
        "bedrock",
        "",
        "https://console.aws.amazon.com/bedrock/home#/api-keys",
        _chat("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "amazon.nova-pro-v1:0", vision=True),
        needs_key=False,
    ),
    Preset(
        "vertex",
        "Google Vertex AI",
        "vertex",
        "",
        "https://console.cloud.google.com/iam-admin/serviceaccounts",
        _chat("gemini-3.8-flash", "gemini-pro-latest", vision=True)
        + _other(Task.PAINTING, "gemini-3.1-flash-image")
        + _other(Task.EMBEDDING, "gemini-embedding-001"),
        needs_key=False,
    ),
    Preset(
        "vertex-claude",
        "Google Vertex AI · Claude",
        "vertex-claude",
        "",
        "https://console.cloud.google.com/iam-admin/serviceaccounts",
        _chat("claude-sonnet-4-5@20250929", "claude-haiku-4-5@20251001", vision=True),
        needs_key=False,
    ),
    Preset(
        "stability",
        "Stability AI",
        "stability",
        "https://api.stability.ai",
        "https://platform.stability.ai/account/keys",
        _other(Task.PAINTING, "core", "ultra", "sd3.5-large", "sd3.5-large-turbo"),
    ),
    Preset(
        "replicate",
        "Replicate",
        "replicate",
        "https://api.replicate.com/v1",
        "https://replicate.com/account/api-tokens",
        _other(
            Task.PAINTING,
            "black-forest-labs/flux-1.1-pro",
            "black-forest-labs/flux-schnell",
            "black-forest-labs/flux-kontext-pro",
            "nightmareai/real-esrgan",
        ),
    ),
    Preset(
        "a1111",
        "Stable Diffusion web UI · Forge",
        "a1111",
        "http://127.0.0.1:7860",
        needs_key=False,
        local=True,
    ),
    Preset("comfyui", "ComfyUI", "comfyui", "http://127.0.0.1:8188", needs_key=False, local=True),
    Preset("diffusers", "Diffusers (this machine)", "diffusers", "local:.", needs_key=False, local=True),
    Preset("ollama", "Ollama", "openai", "http://127.0.0.1:11434/v1", needs_key=False, local=True),
    Preset("vllm", "vLLM", "openai", "http://127.0.0.1:8001/v1", needs_key=False, local=True),
    Preset("lmstudio", "LM Studio", "openai", "http://127.0.0.1:1234/v1", needs_key=False, local=True),
    Preset("llamacpp", "llama.cpp", "openai", "http://127.0.0.1:8080/v1", needs_key=False, local=True),
)

_BY_ID = {preset.id: preset for preset in PRESETS}
_ALIASES = {
    "qwen": "dashscope",
    "glm": "zhipu",
    "zai": "zhipu",
    "kimi": "moonshot",
    "doubao": "ark",
    "volcengine": "ark",
    "baidu": "qianfan",
    "tencent": "hunyuan",
    "google": "gemini",
    "azure_openai": "azure",
    "lm_studio": "lmstudio",
    "llama.cpp": "llamacpp",
    "forge": "a1111",
    "automatic1111": "a1111",
    "comfy": "comfyui",
}


def find_preset(name: str) -> Preset | None:
    """The preset of this id, or of another name by which people know the vendor."""
    key = name.lower()
    return _BY_ID.get(_ALIASES.get(key, key))
