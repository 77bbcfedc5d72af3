"""Reading a LiteLLM `config.yaml`: https://docs.litellm.ai/docs/proxy/configs"""

from huahua.gateway.litellm.reading import Imported, read_config

__all__ = ["Imported", "read_config"]
