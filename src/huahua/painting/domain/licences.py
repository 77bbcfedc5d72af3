"""Under which terms a picture was made: of the model, of the trained styles, and of the style it is drawn in.

What is known of well-known models by their names; for everything else the operator's and the vendor's terms hold, which
is said in so many words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huahua.painting.domain.picture import Picture


@dataclass(frozen=True, slots=True)
class Licence:
    """`of` is what it is about (`model`, `adapter` or `style`), `about` its name."""

    of: str
    about: str
    name: str
    url: str = ""

    def to_json(self) -> dict[str, str]:
        return {"of": self.of, "about": self.about, "name": self.name, "url": self.url}


OWN = "The painter of HuaHua (Apache-2.0): its pictures are yours, without conditions"
UNKNOWN = "Not known to this server: the terms of the model's vendor hold"
_OPENRAIL = "https://huggingface.co/spaces/CompVis/stable-diffusion-license"
_MODELS: tuple[tuple[str, str, str], ...] = (
    ("flux.*schnell", "Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    (
        "flux",
        "FLUX.1 [dev] Non-Commercial License, unless the vendor grants more",
        "https://huggingface.co/black-forest-labs/FLUX.1-dev/blob/main/LICENSE.md",
    ),
    (
        "stable-diffusion-?3|sd-?3",
        "Stability AI Community License",
        "https://stability.ai/community-license-agreement",
    ),
    (
        "stable-diffusion-xl|sd-?xl",
        "CreativeML Open RAIL++-M",
        "https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md",
    ),
    ("stable-diffusion|sd-?(v?1|v?2)|dreamshaper", "CreativeML Open RAIL-M", _OPENRAIL),
    ("qwen-image", "Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    ("dall-e|gpt-image|chatgpt-image", "OpenAI terms of use", "https://openai.com/policies/terms-of-use/"),
    ("gemini|imagen", "Google Gemini API terms", "https://ai.google.dev/gemini-api/terms"),
)


def licences_of(picture: Picture) -> list[Licence]:
    """What is to be told with a picture. Of an upload nothing is known."""
    if picture.model is None:
        return []
    found = [_of_model(picture.model)]
    style = picture.recipe.get("engine", {}).get("licence")
    if isinstance(style, dict):
        name = str(picture.style or picture.model)
        found.append(Licence("style", name, str(style.get("name", UNKNOWN)), str(style.get("url", ""))))
    for adapter in picture.recipe.get("adapters", ()):
        found.append(_of_adapter(adapter))
    return found


def _of_model(model: str) -> Licence:
    if model.startswith("builtin/"):
        return Licence("model", model, OWN)
    for pattern, name, url in _MODELS:
        if re.search(pattern, model.casefold()):
            return Licence("model", model, name, url)
    return Licence("model", model, UNKNOWN)


def _of_adapter(adapter: dict[str, Any]) -> Licence:
    licence = adapter.get("licence")
    about = str(adapter.get("name") or adapter.get("id", ""))
    return Licence("adapter", about, str(licence) if licence else UNKNOWN)


def written(pictures: Sequence[tuple[str, Picture]]) -> str:
    """The text LICENCES.txt: of each file what it was made with and on which terms."""
    lines = ["Made with HuaHua. What each picture was made with, and the terms of it.", ""]
    for name, picture in pictures:
        lines.append(name)
        lines.append(f"  made by: {'a machine' if picture.ai_generated else 'its owner (uploaded)'}")
        for licence in licences_of(picture):
            terms = f"{licence.name} <{licence.url}>" if licence.url else licence.name
            lines.append(f"  {licence.of} {licence.about}: {terms}")
        lines.append("")
    return "\n".join(lines)
