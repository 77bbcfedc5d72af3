"""What a vendor's profile for pictures means as capabilities. Pure."""

from __future__ import annotations

from dataclasses import replace

from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.profiles.openai import ImageProfile
from huahua.gateway.profiles.sizes import Listed, Ratios, Sizes, rule_of


def capabilities_of(model: str, profile: ImageProfile) -> ImageCapabilities:
    """Of `model` at an OpenAI-compatible vendor. What to leave out is said in words where there is no field for it."""
    edits = profile.edit_path is not None or profile.image_field is not None
    edits = edits and (profile.edits is None or profile.edits.search(model) is not None)
    many = edits and profile.many_images is not None and profile.many_images.search(model) is not None
    able = ImageCapabilities(
        max_count=1 if profile.count_field is None else profile.max_count,
        seed=takes_seed(model, profile),
        negative=True,
        styles=tuple(sorted(profile.styles)),
        quality=profile.steps_field is not None or quality_of(model, profile) is not None,
        edit=edits,
        needs_source=edits
        and profile.needs_source is not None
        and profile.needs_source.search(model) is not None,
        mask=edits and profile.edit_path is not None,
        max_references=profile.max_images - 1 if many else 0,
    )
    if profile.ratios is not None:
        return shaped(able, profile.ratios)
    sizes = rule_of(profile.sizes, model) if profile.size_field is not None else None
    return able if sizes is None else sized(able, sizes)


def takes_seed(model: str, profile: ImageProfile) -> bool:
    return profile.seed and (profile.seeds is None or profile.seeds.search(model) is not None)


def quality_of(model: str, profile: ImageProfile) -> dict[str, str] | None:
    """Values of the field `quality` by our level low, medium and high; None where the model has no such field."""
    own = (values for pattern, values in profile.quality_of if pattern.search(model))
    return next(own, profile.quality)


def sized(able: ImageCapabilities, sizes: Sizes) -> ImageCapabilities:
    if isinstance(sizes, Listed):
        sides = [side for size in sizes.sizes for side in size]
        return replace(able, sizes=sizes.sizes, min_side=min(sides), max_side=max(sides))
    return replace(able, min_side=sizes.min_side, max_side=sizes.max_side, side_step=sizes.step)


def shaped(able: ImageCapabilities, ratios: Ratios) -> ImageCapabilities:
    return replace(able, ratios=ratios.names)
