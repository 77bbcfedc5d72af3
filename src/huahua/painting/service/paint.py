"""Doing a painting: written prompt → richer prompt → pictures one by one, each kept as soon as it is there.

Everything can be done again: pictures that an earlier attempt kept are shown, not painted twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import structlog

from huahua.gateway.api import (
    Adapter,
    Caller,
    Control,
    GatewayError,
    ImageInput,
    ImageReply,
    ImageRequest,
    ImageResult,
    InvalidRequest,
    NotAllowed,
    NotSupported,
    StyledRequest,
    StyleFacts,
    UnknownModel,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    may_be_done,
)
from huahua.gateway.api import Progress as EngineProgress
from huahua.jobs.api import Feed, Run, RunContext, RunFailure, RunService
from huahua.kit.ids import new_id
from huahua.kit.png import NotPng, with_texts
from huahua.painting.config import PaintingLimits
from huahua.painting.domain import xmp
from huahua.painting.domain.brand import joined
from huahua.painting.domain.pace import Pace
from huahua.painting.domain.picture import Origin, Picture, Prepared
from huahua.painting.domain.recipe import KEYWORD, embedded, recipe_of
from huahua.painting.domain.sameness import made_of
from huahua.painting.domain.spec import MAX_SEED, Extension, Mode, size_of
from huahua.painting.domain.text import CONTINUED
from huahua.painting.errors import BadPicture, NotAPicture
from huahua.painting.ports import Imaging, Models, PictureRepository
from huahua.painting.service.enrich import Enrichment
from huahua.painting.service.keep import Keeper
from huahua.painting.service.order import Order
from huahua.painting.service.patience import attempts_of, pause_s
from huahua.painting.service.progress import WAITING_STAGE, Progress
from huahua.painting.service.remote import EVENT, PictureJobs, begun_in
from huahua.painting.service.sources import Sources

_HOPELESS = (InvalidRequest, NotAllowed, NotSupported, UnknownModel, UpstreamCredential)
"""After these no other picture of the run would come either."""

WORDLESS = "avatar"
"""What an avatar is asked with when its options alone say how it looks."""

Failure = dict[str, Any]

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Work:
    """What one run needs to paint each of its pictures."""

    context: RunContext
    order: Order
    enriched: str | None
    request: ImageRequest
    progress: Progress
    failures: list[Failure]
    revision: str
    begun: Mapping[int, dict[str, str]]
    """Vendors' jobs of an earlier attempt, by picture."""
    styles: Mapping[str, StyleFacts]
    """What is known of the trained styles that are used, by their ids."""
    others: dict[str, bytes]
    """The logo that is laid on, by its brand."""
    cached: list[int] = field(default_factory=list)
    """Places of pictures that were there already."""
    hung: list[Picture] = field(default_factory=list)
    """What this attempt brought."""
    hopeless: bool = False
    cost_micros: int | None = None
    currency: str | None = None
    """Of the cost; the models of one run are billed in one currency."""

    @property
    def brand(self) -> dict[str, Any] | None:
        """What the brand counts for in telling whether a picture is the same."""
        return None if self.order.brand is None else self.order.brand.key()

    def add_cost(self, micros: int | None, currency: str | None) -> None:
        if micros is not None and currency is not None:
            self.cost_micros, self.currency = (self.cost_micros or 0) + micros, currency


@dataclass(frozen=True, slots=True)
class PaintHandler:
    """The handler of runs of kind `painting`."""

    store: PictureRepository
    same: Callable[[str, str], Awaitable[Picture | None]]
    """The picture that a user may be shown in place of one made of the same."""
    keeper: Keeper
    runs: RunService
    models: Models
    enrichment: Enrichment
    imaging: Imaging
    sources: Sources
    feed: Feed
    pace: Pace
    limits: PaintingLimits
    monotonic: Callable[[], float]
    random: Callable[[], float]
    """A number in [0, 1)."""
    pause: Callable[[float], Awaitable[None]]

    async def __call__(self, context: RunContext) -> dict[str, Any]:
        run = context.run
        order = Order.of(run)
        kept = {picture.position: picture for picture in await self._kept(run, order)}
        if order.shown_prompt:
            await context.emit("prompt.written", {"prompt": order.shown_prompt})
        order, images, mask = await self._with_source(order, context)
        enriched = await self._enriched(order, context, next(iter(kept.values()), None))
        for position, picture in sorted(kept.items(), key=lambda item: item[0] or 0):
            await context.emit("picture", {"index": position, "picture": picture.to_json()})
        missing = [index for index in range(order.spec.count) if index not in kept]
        at_once = 1 if order.builtin else self.limits.remote_at_once
        expected_s = self.pace.expected_s(order.model, order.builtin)
        progress = Progress(context, order.spec.count, len(kept), expected_s, at_once, self.monotonic)
        request = await self._request(run.user_id, order, enriched, images, mask)
        styled = await self._styled(order.caller(run.user_id), request)
        others = await self.sources.logo(order.brand)
        revision = self._revision(run.user_id, order)
        begun = await self._begun(context, order)
        work = _Work(
            context, order, enriched, styled.request, progress, [], revision, begun, styled.styles, others
        )
        async with progress.ticking():
            await self._paint_all(work, missing, at_once)
        return await self._result(work)

    async def _kept(self, run: Run, order: Order) -> list[Picture]:
        """What earlier attempts left."""
        if run.attempts <= 1 and not order.earlier:
            return []
        return await self.store.of_runs(run.user_id, [*order.earlier, run.id])

    async def _begun(self, context: RunContext, order: Order) -> Mapping[int, dict[str, str]]:
        """What vendors were asked for already, by this run in another process or by the runs in whose place it is."""
        runs = [*order.earlier, *([context.run.id] if context.run.attempts > 1 else [])]
        told = [
            data for run_id in runs for data in await self.runs.logged(run_id, context.run.user_id, EVENT)
        ]
        return begun_in(told)

    async def _with_source(
        self, order: Order, context: RunContext
    ) -> tuple[Order, tuple[ImageInput, ...], ImageInput | None]:
        """For an edit: the picture to start from, waited for where it is still being painted, and its mask.
        Its seed is kept, so that what is not named stays. Engines of this machine also keep its size where
        none was asked for; remote models know best. A picture that is made larger has its new size."""
        spec = order.spec
        if spec.source_id is None or spec.mode is not Mode.EDIT:
            return order, (), None
        source = await self.sources.find(context.run.user_id, spec.source_id)
        spec = replace(
            spec,
            source_id=source.id,
            prompt=spec.prompt or _changed_prompt(source, spec.instruction),
            seed=spec.seed if spec.seed is not None else source.seed,
        )
        if order.builtin and spec.width is None and spec.aspect is None:
            scale = min(1.0, self.limits.max_builtin_side / max(source.width, source.height))
            width, height = (
                max(self.limits.min_side, round(side * scale)) for side in (source.width, source.height)
            )
            spec = replace(spec, width=width, height=height)
        mask = await self.sources.mask(spec.mask_digest) if spec.mask_digest is not None else None
        image = await self.sources.image(source)
        if (extend := spec.extend) is not None:
            width, height = extend.size(source.width, source.height)
            spec = replace(spec, width=width, height=height)
            image, mask = await self._extended(source, extend, image, mask)
        return replace(order, spec=spec), (image,), mask

    async def _extended(
        self, source: Picture, extend: Extension, image: ImageInput, mask: ImageInput | None
    ) -> tuple[ImageInput, ImageInput]:
        """The picture on its larger canvas, and its mask. Raises RunFailure."""
        size, drawn = (source.width, source.height), None if mask is None else mask.data
        try:
            data, area = await self.imaging.extended(image.data, size, extend, drawn)
        except (BadPicture, NotAPicture) as fault:
            raise RunFailure(fault.code, fault.message) from fault
        return ImageInput(data, "image/png"), ImageInput(area, "image/png")

    async def _enriched(self, order: Order, context: RunContext, kept: Picture | None) -> str | None:
        spec = order.spec
        if spec.mode is Mode.EDIT or order.avatar or not spec.prompt:
            return None
        known = kept.enriched_prompt if kept is not None else order.enriched
        if known is None and not spec.enrich:
            return None
        data: dict[str, Any] = {"locked": list(spec.locked)}
        if known is None:
            caller = order.caller(context.run.user_id)
            found = await self.enrichment.enrich(order, caller, context.run.id)
            known, data["by"] = found.prompt, found.by
            if found.note is not None:
                data["note"] = found.note
        await context.emit("prompt.enriched", {"prompt": known, **data})
        return known

    async def _request(
        self,
        user_id: str,
        order: Order,
        enriched: str | None,
        images: tuple[ImageInput, ...],
        mask: ImageInput | None,
    ) -> ImageRequest:
        """What every picture of the run has in common. A remote model gets a size only if one was asked
        for: each vendor has sizes of its own."""
        spec = order.spec
        width, height = None, None
        if order.builtin or spec.width is not None or spec.aspect is not None:
            longest = self.limits.max_builtin_side if order.builtin else self.limits.max_side
            width, height = size_of(spec, self.limits.default_side, longest)
        guides = [*spec.references, *(control.source_id for control in spec.controls)]
        given = await self.sources.inputs(user_id, guides)
        words = spec.instruction if spec.mode is Mode.EDIT else enriched or spec.prompt
        return ImageRequest(
            prompt=joined(words, order.brand.words if order.brand is not None else "") or _wordless(order),
            width=width,
            height=height,
            style=spec.style,
            negative=spec.negative,
            images=images,
            mask=mask,
            quality=spec.quality,
            strength=spec.strength,
            references=tuple(given[reference] for reference in spec.references),
            controls=tuple(Control(wish.kind, given[wish.source_id], wish.weight) for wish in spec.controls),
            adapters=tuple(Adapter(wish.id, wish.weight) for wish in spec.adapters),
            operation=spec.operation,
            scale=spec.scale,
            parameters=dict(spec.options or {}),
        )

    async def _styled(self, caller: Caller, request: ImageRequest) -> StyledRequest:
        """With the versions that the trained styles have now. Raises RunFailure."""
        try:
            return await self.models.styled(caller, request)
        except GatewayError as fault:
            raise RunFailure(fault.code, fault.message) from fault

    def _revision(self, user_id: str, order: Order) -> str:
        """Of a model that is gone since, whatever: painting says so."""
        try:
            return self.models.model(order.caller(user_id), order.model).revision
        except GatewayError:
            return ""

    async def _paint_all(self, work: _Work, missing: list[int], at_once: int) -> None:
        slots = asyncio.Semaphore(at_once)

        async def one(index: int) -> None:
            async with slots:
                if not work.hopeless:
                    await self._paint(work, index)

        async with asyncio.TaskGroup() as group:
            for index in missing:
                group.create_task(one(index), name=f"paint-{work.context.run.id}-{index}")

    async def _paint(self, work: _Work, index: int) -> None:
        order = work.order
        seed = ((order.spec.seed or 0) + index) % (MAX_SEED + 1)
        await work.progress.start(index)
        if await self._shown_again(work, index, seed):
            return

        async def tell(fraction: float, stage: str, preview: bytes | None = None) -> None:
            await work.progress.tell(index, fraction, stage, preview)

        try:
            reply = await self._asked(work, index, replace(work.request, seed=seed), tell)
            if not reply.images:
                raise UpstreamBroken("The model answered without a picture.")
            keeping = asyncio.create_task(self._keep(work, index, seed, reply.images[0]))
            try:
                await asyncio.shield(keeping)
            except asyncio.CancelledError:
                # The picture is painted and perhaps paid for: it is kept although the run ends.
                await asyncio.gather(keeping, return_exceptions=True)
                raise
            work.add_cost(reply.cost_micros, reply.currency)
        except (GatewayError, BadPicture, NotAPicture) as fault:
            work.progress.drop(index)
            work.hopeless = work.hopeless or isinstance(fault, _HOPELESS)
            work.failures.append({"index": index, **_failure(fault)})

    async def _asked(
        self, work: _Work, index: int, request: ImageRequest, tell: EngineProgress
    ) -> ImageReply:
        """What the model answers, asked again a few times where its failure may pass. Raises GatewayError."""
        jobs = PictureJobs(work.context, index, dict(work.begun.get(index, {})))
        for failed in count(1):
            try:
                return await self.models.paint(
                    work.order.caller(work.context.run.user_id),
                    work.order.model,
                    request,
                    new_id("req"),  # not the run's: what is begun again asks the model again
                    tell,
                    jobs,
                )
            except GatewayError as fault:
                wait_s = pause_s(fault, failed, self.random())
                if wait_s is None:
                    raise
                log.info("painting_tried_again", run_id=work.context.run.id, code=fault.code, failed=failed)
                again = {"index": index, "attempt": failed + 1, "of": attempts_of(fault), "code": fault.code}
                await work.context.emit(
                    "attempt", again | {"wait_s": round(wait_s, 1), "goes_on": fault.goes_on}
                )
                await work.progress.tell(index, 0.0, WAITING_STAGE)
                await self.pause(wait_s)
        raise AssertionError

    def _made_of(self, work: _Work, seed: int) -> str | None:
        """What names the same picture; None where nobody fixed the seed, and each is to be another one."""
        return (
            made_of(work.order.model, work.revision, replace(work.request, seed=seed), work.brand)
            if work.order.seeded
            else None
        )

    async def _shown_again(self, work: _Work, index: int, seed: int) -> bool:
        """Where the user has the same picture already, that one is shown, and nobody is asked or paid."""
        run, same = work.context.run, self._made_of(work, seed)
        if same is None or work.order.spec.fresh:
            return False
        there = await self.same(run.user_id, same)
        if there is None:
            return False
        known = there if there.user_id == run.user_id else there.for_others()
        picture = await self.keeper.again(
            there,
            lambda picture_id: replace(
                known,
                id=picture_id,
                user_id=run.user_id,
                created_at=self.keeper.clock(),
                conversation_id=run.conversation_id,
                run_id=run.id,
                position=index,
                starred=False,
                guest_of=work.order.guest_of,
                made_of=None,  # what is deleted is forgotten: only the painted picture itself is found
                cached_from=there.id,
            ),
        )
        if picture is None:
            return False
        work.progress.finish(index)
        work.cached.append(index)
        work.hung.append(picture)
        await work.context.emit("picture", {"index": index, "picture": picture.to_json()})
        self.feed.publish(run.user_id, "pictures", picture.id)
        return True

    async def _keep(self, work: _Work, index: int, seed: int, result: ImageResult) -> None:
        run, spec, request, brand = work.context.run, work.order.spec, work.request, work.order.brand
        origin = Origin.AVATAR if work.order.avatar else Origin.PAINTED
        known_seed = _seed_of(result, seed)
        unmet = tuple(
            name for name in result.unmet if name != "seed" or work.order.seeded or known_seed is not None
        )
        recipe = recipe_of(
            spec,
            enriched_prompt=work.enriched,
            revised_prompt=result.revised_prompt,
            seed=known_seed,
            width=result.width,
            height=result.height,
            engine=result.recipe,
            adapters=[_adapter_of(adapter, work.styles) for adapter in request.adapters],
            brand=None if brand is None else brand.recipe(),
        )
        trained = xmp.COMPOSITE if request.images else xmp.TRAINED
        made_by = xmp.ALGORITHMIC if work.order.builtin else trained
        aigc = xmp.aigc_label(self.limits.content_producer, result.data)
        texts = {KEYWORD: embedded(recipe), xmp.KEYWORD: xmp.packet_of(made_by, aigc)}
        prepared = await self._prepared(work, result, texts)

        def make(picture_id: str, digest: str) -> Picture:
            return Picture(
                id=picture_id,
                user_id=run.user_id,
                origin=origin,
                digest=digest,
                media_type=prepared.media_type,
                bytes=len(prepared.data),
                width=prepared.width,
                height=prepared.height,
                created_at=self.keeper.clock(),
                prompt=spec.prompt or spec.instruction,
                enriched_prompt=work.enriched,
                negative=spec.negative,
                model=spec.model,
                style=spec.style,
                seed=known_seed,
                unmet=unmet,
                locked=spec.locked,
                source_id=spec.source_id,
                conversation_id=run.conversation_id,
                run_id=run.id,
                position=index,
                mask_digest=spec.mask_digest,
                recipe=recipe,
                made_of=self._made_of(work, seed),
                guest_of=work.order.guest_of,
            )

        picture = await self.keeper.picture(prepared, make)
        self.pace.learn(work.order.model, work.progress.finish(index))
        work.hung.append(picture)
        await work.context.emit("picture", {"index": index, "picture": picture.to_json()})
        self.feed.publish(run.user_id, "pictures", picture.id)

    async def _prepared(self, work: _Work, result: ImageResult, texts: dict[str, str]) -> Prepared:
        """Raises BadPicture or NotAPicture. An avatar that was drawn here needs no check, and its views, which take as
        long as the drawing, are made when somebody looks at it."""
        order = work.order
        finish = None if order.brand is None else order.brand.finish()
        if order.avatar and order.builtin and finish is None and result.media_type == "image/png":
            with suppress(NotPng):
                data = with_texts(result.data, texts)
                return Prepared(data, result.media_type, result.width, result.height)
        return await self.imaging.painted(result.data, texts, finish, work.others)

    async def _result(self, work: _Work) -> dict[str, Any]:
        """Partial success is success, and says what is missing."""
        run = work.context.run
        # One picture that has just been kept need not be read again; of more, the user may have deleted some by now.
        whole = work.order.spec.count == len(work.hung) == 1
        pictures = (
            work.hung if whole else await self.store.of_runs(run.user_id, [*work.order.earlier, run.id])
        )
        pictures.sort(key=lambda picture: picture.position or 0)
        failures = sorted(work.failures, key=lambda failure: failure["index"])
        if not pictures and failures:
            raise RunFailure(failures[0]["code"], failures[0]["message"])
        result: dict[str, Any] = {
            "picture_ids": [picture.id for picture in pictures],
            "prompt": work.order.shown_prompt,
            "enriched_prompt": work.enriched,
        }
        if work.cached:
            result["cached"] = sorted(work.cached)
        if work.cost_micros is not None:
            result["cost"] = {"amount_micros": work.cost_micros, "currency": work.currency}
        return result | ({"failed": failures} if failures else {})


def _adapter_of(adapter: Adapter, styles: Mapping[str, StyleFacts]) -> dict[str, Any]:
    """As the recipe tells it; of an engine's own styles no more is known than their names."""
    said: dict[str, Any] = {"id": adapter.name, "weight": adapter.weight}
    known = styles.get(adapter.name)
    if known is None:
        return said
    about = {
        "version": adapter.version,
        "name": known.title,
        "trigger": known.trigger,
        "licence": known.licence,
    }
    return said | {name: text for name, text in about.items() if text}


def _wordless(order: Order) -> str:
    """In place of words where there are none; other operations than painting need none."""
    if order.avatar:
        return WORDLESS
    return CONTINUED if order.spec.extend is not None else ""


def _changed_prompt(source: Picture, instruction: str) -> str:
    """What an edited picture shows, as far as words tell."""
    return "\n".join(part for part in (source.prompt, instruction) if part)


def _seed_of(result: ImageResult, asked: int) -> int | None:
    """None where the engine takes no seed, so that the recipe promises nothing."""
    if result.seed is not None:
        return result.seed
    return None if "seed" in result.unmet else asked


def _failure(fault: GatewayError | BadPicture | NotAPicture) -> dict[str, str]:
    """`code` and `message`. What an engine may have painted although its answer is lost has a code of its own: nobody
    but the user decides to pay for it again."""
    if isinstance(fault, UpstreamError) and not isinstance(fault, _HOPELESS) and may_be_done(fault):
        return {"code": "picture_lost" if not fault.goes_on else "picture_goes_on", "message": fault.message}
    return {"code": fault.code, "message": _words(fault)}


def _words(fault: GatewayError | BadPicture | NotAPicture) -> str:
    if isinstance(fault, UpstreamCredential):
        return "The key of this model is not accepted; an administrator can correct it in the model settings."
    if isinstance(fault, BadPicture | NotAPicture):
        return "The model answered with something that is not a picture; try again or choose another model."
    return fault.message
