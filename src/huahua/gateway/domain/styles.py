"""Trained styles that belong to people: which of a request's are theirs to use, what is said with them, and whether a
model takes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from huahua.gateway.domain.calls import Adapter, ImageRequest
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.kit.adapter_families import fits, title_of

_ENDING = ".safetensors"
_IN_WORDS = re.compile(r"<(?:lora|lyco):([^:>]{1,200})", re.IGNORECASE)
"""Some engines take styles in the middle of a prompt, as `<lora:NAME:0.8>`."""


@dataclass(frozen=True, slots=True)
class StyleFacts:
    """A style of this server. `version` changes whenever it was taught anew; `trigger` are the words that wake it;
    `family` is the kind of network that it fits (`kit.adapter_families`), empty where that is not known."""

    version: str
    title: str
    trigger: str
    licence: str
    family: str = ""


Known = Mapping[str, StyleFacts | None]
"""By name; None for a style of this server that the asker may not use. An engine's own styles are left out."""


@dataclass(frozen=True, slots=True)
class StyledRequest:
    """A request as engines get it, and what is known of its styles by their names."""

    request: ImageRequest
    styles: Mapping[str, StyleFacts] = field(default_factory=dict)


def named_in(request: ImageRequest) -> list[str]:
    """Every style that a request names, wherever."""
    said = [*_IN_WORDS.findall(request.prompt), *_IN_WORDS.findall(request.negative)]
    return list(dict.fromkeys(_bare(name) for name in [*(one.name for one in request.adapters), *said]))


def styled(request: ImageRequest, known: Known) -> StyledRequest:
    """With versions, and with the words that wake the styles where they are missing. Doing it twice changes nothing.

    Raises InvalidRequest for a style that belongs to somebody else, as for one that is not there.
    """
    for name in named_in(request):
        if name in known and known[name] is None:
            raise InvalidRequest(
                f"There is no trained style '{name[:60]}' here.",
                param="adapters",
                code="style_not_found",
                status=422,
            )
    facts = {name: found for name, found in known.items() if found is not None}
    adapters = tuple(_named(one, facts) for one in request.adapters)
    prompt = request.prompt
    for one in reversed(adapters):
        found = facts.get(one.name)
        if found is not None and one.weight > 0 and found.trigger.casefold() not in prompt.casefold():
            prompt = ", ".join(part for part in (found.trigger, prompt) if part)
    return StyledRequest(replace(request, adapters=adapters, prompt=prompt), facts)


def check_fit(title: str, family: str, model: str, families: Collection[str]) -> None:
    """Raises NotSupported for a style that was surely made for another kind of network than the model is; what is not
    known of one of the two is no reason to refuse."""
    if fits(family, families) is not False:
        return
    own = ", ".join(sorted(map(title_of, families)))
    raise NotSupported(
        f"The trained style '{title[:60]}' was made for {title_of(family)}; '{model}' is {own}. Choose a model of its"
        " kind, or another style.",
        param="adapters",
        code="style_does_not_fit",
    )


def adapters_of(value: Any, param: str = "adapters") -> tuple[Adapter, ...]:
    """Of a caller's list of names, or of `{id, weight}`. Raises InvalidRequest."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise InvalidRequest(f"'{param}' must be a list of trained styles.", param=param)
    return tuple(_adapter(one, param) for one in value)


def _adapter(given: Any, param: str) -> Adapter:
    one = {"id": given} if isinstance(given, str) else given
    if isinstance(one, dict) and isinstance(one.get("id"), str) and not one.keys() - {"id", "weight"}:
        weight = one.get("weight", 1.0)
        if isinstance(weight, int | float) and not isinstance(weight, bool):
            return Adapter(one["id"], float(weight))
    raise InvalidRequest(f"Each of '{param}' is a name, or an object of 'id' and 'weight'.", param=param)


def _named(one: Adapter, facts: Mapping[str, StyleFacts]) -> Adapter:
    found = facts.get(_bare(one.name))
    return one if found is None else replace(one, name=_bare(one.name), version=found.version)


def _bare(name: str) -> str:
    return name.removesuffix(_ENDING)


def allowed(names: Sequence[str], known: Known) -> list[str]:
    """Without those that the asker may not use."""
    return [name for name in names if known.get(name, True) is not None]
