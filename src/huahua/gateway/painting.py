"""One painting at one provider, never silent about what the model cannot do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from huahua.gateway.domain.calls import ImageReply, ImageRequest
from huahua.gateway.domain.capabilities import unsupported
from huahua.gateway.domain.styles import StyleFacts, check_fit
from huahua.gateway.errors import NotSupported
from huahua.gateway.ports import Progress, Provider, Styled
from huahua.gateway.remote_jobs import RemoteJobs
from huahua.gateway.routing.plan import Choice, Plan, Rejected

PREVIEW_BYTES = 40_000
PREVIEW_EVERY_S = 0.25


async def paint(
    provider: Provider, model: str, request: ImageRequest, progress: Progress | None = None
) -> ImageReply:
    """`provider.paint` for what it can do; what it leaves out stands in every picture's `unmet`.

    Raises NotSupported for what would make it another picture, and as the provider.
    """
    unmet = unmet_of(provider, model, request)
    reply = await provider.paint(model, request, None if progress is None else _paced(progress))
    if not unmet:
        return reply
    pictures = tuple(
        replace(picture, unmet=tuple(dict.fromkeys((*picture.unmet, *unmet)))) for picture in reply.images
    )
    return replace(reply, images=pictures)


def _paced(progress: Progress) -> Progress:
    """Previews at a pace and of a size that a page and a database can take."""
    shown_at = -PREVIEW_EVERY_S

    async def tell(fraction: float, stage: str, preview: bytes | None = None) -> None:
        nonlocal shown_at
        if preview is not None:
            now = asyncio.get_running_loop().time()
            if len(preview) > PREVIEW_BYTES or now - shown_at < PREVIEW_EVERY_S:
                preview = None
            else:
                shown_at = now
        await progress(fraction, stage, preview)

    return tell


def unmet_of(provider: Provider, model: str, request: ImageRequest) -> tuple[str, ...]:
    """Names of fields that it cannot follow. Raises NotSupported."""
    able = provider.capabilities(model)
    if able is None:
        raise NotSupported(f"The provider '{provider.name}' does not paint with '{model}'.", param="model")
    return unsupported(request, able)


def check_paints(
    provider: Provider, model: str, request: ImageRequest, styles: Mapping[str, StyleFacts]
) -> None:
    """Raises NotSupported where it cannot paint this, or where a style was made for another kind of model. `styles` is
    what is known of those that belong to people; of its own files the engine knows."""
    unmet_of(provider, model, request)
    able = provider.capabilities(model)
    for one in request.adapters:
        facts = styles.get(one.name)
        if facts is not None:
            title, family = facts.title, facts.family
        else:
            title, family = (
                one.name,
                provider.adapter_family(one.name) if isinstance(provider, Styled) else "",
            )
        check_fit(title, family, model, () if able is None else able.adapter_families)


def able_ones(plan: Plan, request: ImageRequest, styles: Mapping[str, StyleFacts]) -> Plan:
    """The plan without those that cannot paint this. Raises NotSupported when nobody can."""
    choices: list[Choice] = []
    rejected: list[Rejected] = []
    refusal: NotSupported | None = None
    for choice in plan.choices:
        try:
            check_paints(choice.candidate.provider, choice.candidate.row.model, request, styles)
        except NotSupported as fault:
            refusal = refusal or fault
            rejected.append(Rejected(choice.candidate, fault.message))
        else:
            choices.append(choice)
    if refusal is None:
        return plan
    if not choices:
        raise refusal
    return msgspec.structs.replace(plan, choices=tuple(choices), rejected=(*plan.rejected, *rejected))


def begun_ones(plan: Plan, jobs: RemoteJobs) -> Plan:
    """The plan with only the upstream that is at work on the picture already, as long as it is in the plan."""
    at_work = tuple(
        choice
        for choice in plan.choices
        if jobs.is_at(f"{choice.candidate.row.provider}/{choice.candidate.row.model}")
    )
    return msgspec.structs.replace(plan, choices=at_work) if at_work else plan


def pictures_of(request: ImageRequest) -> Iterable[tuple[str, bytes]]:
    """Every picture of a request with the field that holds it."""
    yield from (("image", picture.data) for picture in request.images)
    if request.mask is not None:
        yield "mask", request.mask.data
    yield from (("references", picture.data) for picture in request.references)
    yield from (("controls", control.image.data) for control in request.controls)
