"""Starting a painting: check the wish, make every choice, queue the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.gateway.api import (
    Adapter,
    Caller,
    GatewayError,
    ImageRequest,
    ModelInfo,
    Task,
    UnknownModel,
)
from huahua.jobs.api import NewRun, Run, RunNotFound, RunService
from huahua.kit.limits import Allowance
from huahua.kit.precedence import Priority, priority_of
from huahua.painting.config import PaintingLimits
from huahua.painting.domain.brand import Branding
from huahua.painting.domain.picture import Origin, Picture
from huahua.painting.domain.spec import MAX_SEED, AdapterWish, Extension, Mode, PaintSpec, checked
from huahua.painting.errors import (
    BrandNotFound,
    InvalidPainting,
    NothingMissing,
    PaintingGoesOn,
    PaintingRunNotFound,
    PictureNotFound,
    TooManyPaintings,
    UnknownPainter,
)
from huahua.painting.ports import Models, PictureRepository
from huahua.painting.service.able import check_able
from huahua.painting.service.brands import Brands
from huahua.painting.service.browse import Browser
from huahua.painting.service.keep import NewId
from huahua.painting.service.order import KIND, Order, missing_of

MAX_EARLIER = 100
"""Runs in whose place one is, at most: those before them are no longer brought up to date."""
_PAINTS = frozenset({Task.PAINTING, Task.AVATAR})


@dataclass(frozen=True, slots=True)
class Starter:
    store: PictureRepository
    browser: Browser
    brands: Brands
    runs: RunService
    models: Models
    limits: PaintingLimits
    new_id: NewId
    random: Callable[[], float]
    """A number in [0, 1)."""

    async def begin(
        self,
        user_id: str,
        role: str,
        conversation_id: str | None,
        message_id: str | None,
        spec: PaintSpec,
        connection: AsyncConnection | None = None,
        priority: Priority = Priority.INTERACTIVE,
        *,
        allowance: Allowance | None = None,
    ) -> str:
        """Queue a painting; its run's id. Inside a `connection`'s transaction nothing else is written,
        and `kick` is due once that has committed.

        Raises:
            InvalidPainting, UnknownPainter, PictureNotFound, BrandNotFound, TooManyPaintings, StorageFull.
        """
        await self._check_may_begin(user_id)
        order = replace(await self.order(user_id, role, message_id, spec), allowance=allowance)
        new = NewRun(self.new_id("run"), KIND, user_id, order.to_json(), conversation_id, priority)
        if connection is None:
            await self.runs.begin(new)
        else:
            await self.runs.enqueue(connection, new)
        return new.run_id

    def priority(self, role: str, *, by_key: bool, wanted: Priority | None = None) -> Priority:
        return priority_of(role, by_key=by_key, wanted=wanted, highest=self.limits.highest_priorities)

    async def again(
        self, user_id: str, role: str, run_id: str, priority: Priority = Priority.INTERACTIVE
    ) -> str:
        """Paint what a run did not: the same wish, with the same seeds, in its place. The new run's id; the same one
        however often it is asked for.

        Raises:
            PaintingRunNotFound, PaintingGoesOn, NothingMissing, and what `begin` raises.
        """
        run = await self._run(user_id, run_id)
        if run.retried_by is not None:
            return run.retried_by
        if not run.status.is_terminal:
            raise PaintingGoesOn
        order = Order.of(run)
        chain = [*order.earlier, run.id][-MAX_EARLIER:]
        if not missing_of(run, await self.store.of_runs(user_id, chain)):
            raise NothingMissing
        await self._check_may_begin(user_id)
        spec = checked(order.spec, self.limits)
        source = await self._source(user_id, spec) if spec.mode is Mode.EDIT else None
        await self._check_guides(user_id, spec)
        if spec.brand_id is not None:
            await self.brands.get(user_id, spec.brand_id)
        info = self._model(Caller(user_id, role), spec, source)
        check_able(info, spec)
        await self._check_styles(Caller(user_id, role), info.id, spec)
        enriched = order.enriched or await self._enriched(run)
        again = replace(order, role=role, builtin=info.builtin, enriched=enriched, earlier=tuple(chain))
        new = NewRun(self.new_id("run"), KIND, user_id, again.to_json(), run.conversation_id, priority)
        return (await self.runs.begin_again(new, chain)).id

    async def _run(self, user_id: str, run_id: str) -> Run:
        try:
            run = await self.runs.get(run_id, user_id)
        except RunNotFound as fault:
            raise PaintingRunNotFound from fault
        if run.kind != KIND:
            raise PaintingRunNotFound
        return run

    async def _enriched(self, run: Run) -> str | None:
        """What the run made of the words, as long as its log is kept; None where it kept the words."""
        async for event in self.runs.follow(run.id, run.user_id):
            if event.type == "prompt.enriched":
                return None if "note" in event.data else str(event.data["prompt"])
        return None

    async def _check_may_begin(self, user_id: str) -> None:
        """Raises StorageFull or TooManyPaintings."""
        await self.browser.check_room(user_id)
        waiting = [run for run in await self.runs.active(user_id) if run.kind == KIND]
        if len(waiting) >= self.limits.max_waiting_runs:
            raise TooManyPaintings(
                f"You have {len(waiting)} paintings waiting; wait until some are done, or cancel some."
            )

    def kick(self) -> None:
        self.runs.kick(KIND)

    async def order(self, user_id: str, role: str, message_id: str | None, spec: PaintSpec) -> Order:
        source = await self._source(user_id, spec)
        await self._check_guides(user_id, spec)
        enriched = None
        if source is not None and spec.mode is Mode.VARY:
            spec, enriched = _variation(spec, source)
        styled = spec.style is not None
        spec = checked(spec, self.limits)
        info = self._model(Caller(user_id, role), spec, source)
        check_able(info, spec)
        await self._check_styles(Caller(user_id, role), info.id, spec)
        avatar = Task.AVATAR in info.tasks
        spec, brand = await self._branded(user_id, spec, source, info, styled=styled)
        if spec.mode is Mode.NEW and not spec.prompt and not avatar:
            raise InvalidPainting("Say what to paint.", param="prompt")
        longest = self.limits.max_builtin_side if info.builtin else self.limits.max_side
        if max(spec.width or 0, spec.height or 0) > longest:
            raise InvalidPainting(f"'{info.id}' paints up to {longest} pixels a side.", param="width")
        if source is not None and spec.extend is not None:
            _check_larger(source, spec.extend, longest)
        seed = spec.seed
        if seed is None and spec.mode is not Mode.EDIT:
            seed = int(self.random() * (MAX_SEED + 1))
        return Order(
            replace(spec, model=info.id, seed=seed),
            role=role,
            builtin=info.builtin,
            avatar=avatar,
            message_id=message_id,
            enriched=enriched,
            seeded=spec.seed is not None,
            brand=brand,
        )

    async def _branded(
        self, user_id: str, spec: PaintSpec, source: Picture | None, info: ModelInfo, *, styled: bool
    ) -> tuple[PaintSpec, Branding | None]:
        """With the brand of the wish. A variation keeps the brand of its source, as long as there is one."""
        kept = source.recipe.get("brand", {}).get("id") if source and spec.mode is Mode.VARY else None
        brand_id = spec.brand_id or kept
        if brand_id is None:
            return spec, None
        wish, avatar = replace(spec, brand_id=brand_id), Task.AVATAR in info.tasks
        try:
            return await self.brands.of_wish(user_id, wish, here=info.builtin, avatar=avatar, styled=styled)
        except BrandNotFound:
            if spec.brand_id is not None:
                raise
            return spec, None

    async def _source(self, user_id: str, spec: PaintSpec) -> Picture | None:
        """The picture to start from, unless it is still being painted (`run_…/2`)."""
        if spec.source_id is None or spec.mode is Mode.NEW:
            return None
        if "/" in spec.source_id and spec.mode is Mode.EDIT:
            return None
        picture = await self.store.get(user_id, spec.source_id)
        if picture is None:
            raise PictureNotFound(spec.source_id)
        return picture

    async def _check_guides(self, user_id: str, spec: PaintSpec) -> None:
        """Raises PictureNotFound or InvalidPainting."""
        wanted = {*spec.references, *(control.source_id for control in spec.controls)}
        if len(wanted) > 2 * self.limits.max_guides:
            raise InvalidPainting("Too many pictures are given.", param="references")
        found = (
            {picture.id for picture in await self.store.many(user_id, sorted(wanted))} if wanted else set()
        )
        missing = sorted(wanted - found)
        if missing:
            raise PictureNotFound(missing[0])

    async def _check_styles(self, caller: Caller, model: str, spec: PaintSpec) -> None:
        """Those of a picture that is varied too: they may be nobody's any more. Raises InvalidPainting, also for
        styles that were made for another kind of model."""
        adapters = tuple(Adapter(wish.id, wish.weight) for wish in spec.adapters)
        try:
            await self.models.check_styles(caller, model, ImageRequest(spec.prompt, adapters=adapters))
        except GatewayError as fault:
            raise InvalidPainting(fault.message, code=fault.code, param=fault.param) from fault

    def _model(self, caller: Caller, spec: PaintSpec, source: Picture | None) -> ModelInfo:
        """The model asked for; else the one that painted the source, which can change it best, unless it only
        paints new ones; else the default."""
        if spec.model is not None:
            return self._painter(caller, spec.model)
        if source is not None and source.model is not None:
            try:
                info = self._painter(caller, source.model)
                check_able(info, spec)
            except (UnknownPainter, InvalidPainting):
                pass
            else:
                return info
        return self._painter(caller, self.models.defaults().painting)

    def _painter(self, caller: Caller, name: str) -> ModelInfo:
        try:
            info = self.models.model(caller, name)
        except UnknownModel as fault:
            raise UnknownPainter(f"There is no model '{name}' here.", param="model") from fault
        except GatewayError as fault:
            raise InvalidPainting(fault.message, code=fault.code, param="model") from fault
        if info.tasks.isdisjoint(_PAINTS):
            raise InvalidPainting(f"The model '{name}' does not paint; choose another.", param="model")
        return info


def _check_larger(source: Picture, extend: Extension, longest: int) -> None:
    """Raises InvalidPainting."""
    if max(extend.size(source.width, source.height)) > longest:
        raise InvalidPainting(f"This model paints up to {longest} pixels a side.", param="extend")


def _variation(spec: PaintSpec, source: Picture) -> tuple[PaintSpec, str | None]:
    """The source's own recipe with what the wish changes. An upload has no recipe: its pixels are used."""
    if source.origin is Origin.UPLOAD:
        return replace(spec, mode=Mode.EDIT, instruction=spec.prompt, prompt=""), None
    adapters = tuple(AdapterWish(wish["id"], wish["weight"]) for wish in source.recipe.get("adapters", ()))
    same_words = not spec.prompt or spec.prompt == source.prompt
    varied = replace(
        spec,
        prompt=spec.prompt or source.prompt,
        style=spec.style or source.style,
        negative=spec.negative or source.negative,
        locked=spec.locked or source.locked,
        options=spec.options or source.recipe.get("options"),
        adapters=spec.adapters or adapters,
    )
    if spec.width is None and spec.aspect is None:
        varied = replace(varied, width=source.width, height=source.height)
    return varied, source.enriched_prompt if same_words else None
