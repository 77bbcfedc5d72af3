"""Use cases of styles: list, name, take in from elsewhere, hand out, delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from huahua.avatars.errors import InvalidAvatar
from huahua.avatars.training.domain.lora import NotALora, lora_facts
from huahua.avatars.training.domain.training import Style
from huahua.avatars.training.errors import NotAStyle, StyleNotFound, TooManyTrainings
from huahua.avatars.training.ports import StyleFiles, TrainingRepository
from huahua.kit.clock import Clock

PREFIX = "sty_"
MAX_STYLES = 200
MAX_STYLE_BYTES = 512 * 1024 * 1024
MAX_CHARS = 120


@dataclass(frozen=True, slots=True)
class StyleTexts:
    name: str
    trigger: str = ""
    licence: str = ""
    base: str = ""


class Styles:
    def __init__(
        self,
        store: TrainingRepository,
        files: StyleFiles,
        clock: Clock,
        new_id: Callable[[str], str],
    ) -> None:
        self._store = store
        self._files = files
        self._clock = clock
        self._new_id = new_id

    async def all(self, user_id: str) -> list[Style]:
        return await self._store.styles(user_id)

    async def get(self, user_id: str, style_id: str) -> Style:
        """Raises StyleNotFound."""
        style = await self._store.style(user_id, style_id)
        if style is None:
            raise StyleNotFound
        return style

    async def foreign(self, user_id: str, ids: Sequence[str]) -> list[str]:
        """Those of these adapters that are styles of this server but not of this person."""
        wanted = [each for each in ids if each.startswith(PREFIX)]
        if not wanted:
            return []
        own = {style.id for style in await self._store.styles(user_id)}
        return [each for each in wanted if each.removesuffix(".safetensors") not in own]

    async def take_in(self, user_id: str, data: bytes, texts: StyleTexts) -> Style:
        """A LoRA that was made elsewhere. Raises NotAStyle, InvalidAvatar or TooManyTrainings."""
        _check(texts)
        if len(data) > MAX_STYLE_BYTES:
            raise NotAStyle(f"The file is larger than {MAX_STYLE_BYTES // 2**20} MB.")
        try:
            facts = lora_facts(data)
        except NotALora as fault:
            raise NotAStyle(str(fault)) from fault
        if len(await self._store.styles(user_id)) >= MAX_STYLES:
            raise TooManyTrainings(f"You have {MAX_STYLES} styles; delete some that you do not need.")
        style = Style(
            self._new_id("sty"), user_id, texts.name.strip(), texts.trigger.strip(), texts.licence.strip(),
            texts.base.strip(), "imported", facts.rank, len(data), None, None, False, self._clock(),
        )  # fmt: skip
        await self._files.put(style.id, data, None)
        await self._store.add_style(style)
        return style

    async def change(self, user_id: str, style_id: str, texts: StyleTexts) -> Style:
        style = await self.get(user_id, style_id)
        _check(texts)
        style = replace(
            style, name=texts.name.strip(), trigger=texts.trigger.strip(), licence=texts.licence.strip()
        )
        await self._store.rename_style(style)
        return style

    async def file(self, user_id: str, style_id: str) -> bytes:
        await self.get(user_id, style_id)
        return await self._files.get(style_id)

    async def preview(self, user_id: str, style_id: str) -> bytes:
        await self.get(user_id, style_id)
        preview = await self._files.preview(style_id)
        if preview is None:
            raise StyleNotFound("This style has no preview.")
        return preview

    async def delete(self, user_id: str, style_id: str) -> None:
        await self.get(user_id, style_id)
        await self._store.delete_style(style_id)
        await self._files.delete(style_id)

    async def forget_person(self, user_id: str) -> None:
        for style in await self._store.styles(user_id):
            await self._files.delete(style.id)


def _check(texts: StyleTexts) -> None:
    for param in ("name", "trigger", "licence", "base"):
        text: str = getattr(texts, param)
        if len(text) > MAX_CHARS or (param == "name" and not text.strip()):
            raise InvalidAvatar(f"'{param}' has at most {MAX_CHARS} characters.", param=param)
