"""Painting and editing pictures."""

from __future__ import annotations

from dataclasses import replace

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import NO_CONTROLS, Ask, Controls
from huahua.gateway.domain.calls import Caller, Dialect, ImageReply, ImageRequest, Task
from huahua.gateway.domain.pictures import picture_kind
from huahua.gateway.domain.styles import StyledRequest, named_in, styled
from huahua.gateway.errors import NotSupported
from huahua.gateway.outcomes import PaintOutcome
from huahua.gateway.painting import able_ones, begun_ones, check_paints, paint, pictures_of
from huahua.gateway.pictures import check_pictures
from huahua.gateway.ports import Progress
from huahua.gateway.remote_jobs import RemoteJobs, noted_in, remote_jobs
from huahua.gateway.service.core import Core, within
from huahua.gateway.shapes import check_painting


class PaintVerbs(Core):
    async def styled(self, caller: Caller, request: ImageRequest) -> StyledRequest:
        """A request with all that its trained styles bring. Raises InvalidRequest for those of somebody else."""
        names = named_in(request)
        if not names or self._styles is None:
            return StyledRequest(request)
        return styled(request, await self._styles.find(caller.user_id, names))

    async def check_styles(self, caller: Caller, model: str, request: ImageRequest) -> None:
        """Whether a model takes a request's trained styles, before anything is queued. Raises InvalidRequest for those
        of somebody else, NotSupported where none of the rows behind the name takes them."""
        known = await self.styled(caller, request)
        refusal: NotSupported | None = None
        for row in self._registry.pool(model, [Task.PAINTING, Task.AVATAR]):
            try:
                check_paints(row.provider, row.row.model, known.request, known.styles)
            except NotSupported as fault:
                refusal = refusal or fault
            else:
                return
        if refusal is not None:
            raise refusal

    async def paint(
        self,
        caller: Caller,
        model: str,
        request: ImageRequest,
        request_id: str,
        progress: Progress | None = None,
        jobs: RemoteJobs | None = None,
    ) -> ImageReply:
        """Paint, or edit when `request.images` is not empty. `jobs` are the vendors' jobs that were begun for it
        before, which are waited for rather than begun again."""
        with noted_in(jobs):
            outcome = await self.paint_routed(caller, model, request, request_id, progress)
        receipt = outcome.receipt
        return replace(outcome.reply, cost_micros=receipt.cost_micros, currency=receipt.currency)

    async def paint_routed(
        self,
        caller: Caller,
        model: str,
        request: ImageRequest,
        request_id: str,
        progress: Progress | None = None,
        controls: Controls = NO_CONTROLS,
    ) -> PaintOutcome:
        """`paint`, with where it went and what it cost."""
        known = await self.styled(caller, request)
        request = known.request
        check_painting(request, self.limits)
        await check_pictures(list(pictures_of(request)), self.limits)
        ask = Ask(
            caller,
            model,
            Task.PAINTING,
            Dialect.OPENAI,
            request_id,
            controls=controls,
            pictures=request.count,
            picture=picture_kind(request),
        )
        plan = able_ones(self._plan(ask, [Task.PAINTING, Task.AVATAR]), request, known.styles)
        plan = begun_ones(plan, remote_jobs())
        masked = 0
        if self._guard.on and self._guard.concerns(ask, plan):
            said = {"prompt": request.prompt, "negative": request.negative, "style": request.style}
            guarded = await self._guard.open(ask, plan, said | {"parameters": request.parameters}, own=True)
            masked, request = guarded.masked, replace(request, **guarded.body)

        async def call(candidate: Candidate) -> ImageReply:
            painting = paint(candidate.provider, candidate.row.model, request, progress)
            return await within(candidate, painting)

        async with self._meter(ask, plan) as meter:
            reply, route = await self._resilience.run(model, plan, call, meter)
            meter.saw(reply.usage)
        meter.receipt.masked = masked
        return PaintOutcome(reply, route, meter.receipt)
