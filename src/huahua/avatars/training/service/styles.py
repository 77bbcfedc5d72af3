"""Use cases of styles: list, name, take in from elsewhere, hand out, delete."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from huahua.avatars.errors import InvalidAvatar
from huahua.avatars.training.domain.lora import NotALora, lora_facts
from huahua.avatars.training.domain.training import Style
from huahua.avatars.training.errors import NotAStyle, StyleNotFound, TooManyTrainings
from huahua.avatars.training.ports import StyleFiles, Teams, TrainingRepository
from huahua.kit.clock import Clock
from huahua.kit.text import shown_name

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


@dataclass(frozen=True, slots=True)
class StyleChange:
    """What is None stays; an empty `team_id` takes the style back from its team."""

    name: str | None = None
    trigger: str | None = None
    licence: str | None = None
    team_id: str | None = None


class Styles:
    """A style is its owner's. Those of its team, where it was given one, may see it and paint with it."""

    def __init__(
        self,
        store: TrainingRepository,
        files: StyleFiles,
        teams: Teams,
        clock: Clock,
        new_id: Callable[[str], str],
    ) -> None:
        self._store = store
        self._files = files
        self._teams = teams
        self._clock = clock
        self._new_id = new_id

    async def all(self, user_id: str) -> list[Style]:
        """Those that this person may paint with: their own, then those of their teams."""
        found = [*await self._store.styles(user_id), *await self._shared(user_id)]
        return [style if style.family is not None else await self._looked(style) for style in found]

    async def get(self, user_id: str, style_id: str) -> Style:
        """One that this person may paint with. Raises StyleNotFound."""
        for style in await self.all(user_id):
            if style.id == style_id:
                return style
        raise StyleNotFound

    async def _looked(self, style: Style) -> Style:
        """With its family: styles that were taken in before families were kept have none yet."""
        try:
            family = lora_facts(await self._files.get(style.id)).family
        except (StyleNotFound, NotALora):
            return replace(style, family="")
        await self._store.note_family(style.id, style.digest, family)
        return replace(style, family=family)

    async def usable(self, user_id: str, names: Sequence[str]) -> dict[str, Style | None]:
        """Of these adapters those that are styles of this server; None for one that this person may not paint with.
        Their names are told apart by no case: the file system of the engine may not do so either."""
        wanted = [each for each in names if each.casefold().startswith(PREFIX)]
        if not wanted:
            return {}
        found = {style.id: style for style in await self.all(user_id)}
        return {each: found.get(each) for each in wanted}

    async def _shared(self, user_id: str) -> list[Style]:
        """Of others who are still in the team that they gave their style to."""
        styles = await self._store.shared_styles(await self._teams.of(user_id))
        others = [style for style in styles if style.user_id != user_id]
        members = {
            team_id: await self._teams.members(user_id, team_id)
            for team_id in {style.team_id for style in others}
            if team_id is not None
        }
        return [style for style in others if style.team_id and style.user_id in members[style.team_id]]

    async def _own(self, user_id: str, style_id: str) -> Style:
        """Raises StyleNotFound."""
        style = await self._store.style(user_id, style_id)
        if style is None:
            raise StyleNotFound
        return style

    async def take_in(self, user_id: str, data: bytes, texts: StyleTexts) -> Style:
        """A LoRA that was made elsewhere. Raises NotAStyle, InvalidAvatar or TooManyTrainings."""
        texts = replace(texts, name=shown_name(texts.name))
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
            self._new_id("sty"), user_id, texts.name, texts.trigger.strip(), texts.licence.strip(),
            texts.base.strip(), "imported", facts.rank, len(data), None, None, False, self._clock(),
            digest=hashlib.sha256(data).hexdigest(), family=facts.family,
        )  # fmt: skip
        await self._files.put(style.id, data, None)
        await self._store.add_style(style)
        return style

    async def change(self, user_id: str, style_id: str, change: StyleChange) -> Style:
        """Raises StyleNotFound or InvalidAvatar."""
        style = await self._own(user_id, style_id)
        if change.team_id and change.team_id not in await self._teams.of(user_id):
            raise InvalidAvatar("You are not in this team.", param="team_id", code="team_not_found")
        said = {name: text.strip() for name, text in asdict(change).items() if text is not None}
        if "name" in said:
            said["name"] = shown_name(said["name"])
        if "team_id" in said:
            said["team_id"] = said["team_id"] or None
        style = replace(style, **said)
        _check(StyleTexts(style.name, style.trigger, style.licence))
        await self._store.rename_style(style)
        return style

    async def file(self, user_id: str, style_id: str) -> bytes:
        """Its owner's alone. Raises StyleNotFound."""
        await self._own(user_id, style_id)
        return await self._files.get(style_id)

    async def preview(self, user_id: str, style_id: str) -> bytes:
        await self.get(user_id, style_id)
        preview = await self._files.preview(style_id)
        if preview is None:
            raise StyleNotFound("This style has no preview.")
        return preview

    async def delete(self, user_id: str, style_id: str) -> None:
        await self._own(user_id, style_id)
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
