"""What a painting model can do, and what of a request it cannot. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from huahua.gateway.domain.calls import ControlKind, ImageRequest, Operation
from huahua.gateway.errors import NotSupported


@dataclass(frozen=True, slots=True)
class ImageCapabilities:
    """One model at one provider. The default is a model that paints words in any size, and nothing else.

    A size that it does not paint is not refused: the nearest one is asked for.
    """

    min_side: int = 16
    max_side: int = 8192
    """Sides in pixels, both ends allowed."""
    side_step: int = 1
    """Sides are multiples of this."""
    sizes: tuple[tuple[int, int], ...] = ()
    """Width and height of the only sizes, where there are only some."""
    ratios: tuple[str, ...] = ()
    """The only shapes (`16:9`), where the model is told a shape and chooses the size."""
    max_count: int = 1
    """Pictures that it paints in one go; more are asked for one after another."""
    seed: bool = False
    negative: bool = False
    """Whether it is told what to leave out, in a field of its own or in words."""
    styles: tuple[str, ...] = ()
    """Styles that it knows by name; every other is said in words."""
    quality: bool = False
    edit: bool = False
    needs_source: bool = False
    """Whether it only changes pictures, and paints none of words alone."""
    mask: bool = False
    strength: bool = False
    max_references: int = 0
    controls: frozenset[ControlKind] = frozenset()
    adapters: bool = False
    adapter_families: tuple[str, ...] = ()
    """Kinds of trained styles that fit (`kit.adapter_families`); empty where that is not known."""
    operations: frozenset[Operation] = frozenset({Operation.PAINT})
    previews: bool = False
    """Whether the unfinished picture is shown while it is painted."""


def unsupported(request: ImageRequest, capabilities: ImageCapabilities) -> tuple[str, ...]:
    """Names of the fields that only refine a picture and that this model cannot follow, for `ImageResult.unmet`.

    Raises NotSupported, with the field, for what would make it another picture than the one asked for.
    """
    _refuse(request, capabilities)
    wished = {
        "negative": bool(request.negative) and not capabilities.negative,
        "seed": request.seed is not None and not capabilities.seed,
        "quality": request.quality is not None and not capabilities.quality,
        "strength": request.strength is not None and not (capabilities.strength and request.images),
    }
    if request.operation is not Operation.PAINT:
        return ()
    return tuple(name for name, is_unmet in wished.items() if is_unmet)


def _refuse(request: ImageRequest, able: ImageCapabilities) -> None:
    if request.operation not in able.operations:
        doing = request.operation.replace("_", " ")
        raise NotSupported(f"This model does not do '{doing}'; choose another.", param="operation")
    if request.operation is not Operation.PAINT:
        return
    if request.images and not able.edit:
        raise NotSupported("This model edits no pictures; it only paints new ones.", param="image")
    if able.needs_source and not (request.images or request.references):
        raise NotSupported("This model only changes pictures; give it one.", param="image")
    if request.mask is not None and not able.mask:
        raise NotSupported(
            "This model edits without masks; describe the place in words instead.", param="mask"
        )
    if len(request.references) > able.max_references:
        most = able.max_references
        many = f"at most {most} pictures to be like" if most else "no pictures to be like"
        raise NotSupported(f"This model takes {many}.", param="references")
    for control in request.controls:
        if control.kind not in able.controls:
            raise NotSupported(f"This model is not led by '{control.kind}' pictures.", param="controls")
    if request.adapters and not able.adapters:
        raise NotSupported("This model takes no trained styles.", param="adapters")


def together(several: Iterable[ImageCapabilities]) -> ImageCapabilities | None:
    """What a name behind which several models stand can do, because each call goes to one that can do it. Sizes are
    those of the first; None where none paints."""
    found = list(several)
    if not found:
        return None
    first = found[0]
    return ImageCapabilities(
        min_side=min(one.min_side for one in found),
        max_side=max(one.max_side for one in found),
        side_step=first.side_step,
        sizes=first.sizes if all(one.sizes for one in found) else (),
        ratios=first.ratios if all(one.ratios for one in found) else (),
        max_count=max(one.max_count for one in found),
        seed=any(one.seed for one in found),
        negative=any(one.negative for one in found),
        styles=tuple(dict.fromkeys(style for one in found for style in one.styles)),
        quality=any(one.quality for one in found),
        edit=any(one.edit for one in found),
        needs_source=all(one.needs_source for one in found),
        mask=any(one.mask for one in found),
        strength=any(one.strength for one in found),
        max_references=max(one.max_references for one in found),
        controls=frozenset().union(*(one.controls for one in found)),
        adapters=any(one.adapters for one in found),
        adapter_families=_families([one for one in found if one.adapters]),
        operations=frozenset().union(*(one.operations for one in found)),
        previews=any(one.previews for one in found),
    )


def _families(found: Sequence[ImageCapabilities]) -> tuple[str, ...]:
    """None is known where one of them may take any."""
    if not all(one.adapter_families for one in found):
        return ()
    return tuple(dict.fromkeys(family for one in found for family in one.adapter_families))
