"""Kind `diffusers` of providers: pipelines of this machine behind the gateway's port `Painter`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import structlog

from huahua.gateway.api import (
    READY,
    ImageCapabilities,
    ImageReply,
    ImageRequest,
    ImageResult,
    InvalidRequest,
    LocalModels,
    NotSupported,
    Progress,
    ProviderConfig,
    UpstreamBroken,
    Usage,
    parse_local_models,
)
from huahua.kit.side_by_side import side_by_side
from huahua.painting.domain.placement import Device, Machine, NotPlaced, Wish, place
from huahua.painting.engines.diffusers.asking import Ask, ask_of
from huahua.painting.engines.diffusers.capabilities import capabilities_of
from huahua.painting.engines.diffusers.families import family_of
from huahua.painting.engines.diffusers.folders import (
    INDEX,
    BadFolder,
    FolderRules,
    PipelineFacts,
    adapter_file,
    adapters_in,
    pipeline_folder,
    pipelines_in,
    read_facts,
    stamp_of,
)
from huahua.painting.engines.diffusers.folders import family_of as family_of_adapter_file
from huahua.painting.engines.diffusers.painters import Painters
from huahua.painting.engines.diffusers.plain import Adapter, Model, Painted
from huahua.painting.engines.diffusers.process import PaintFailed
from huahua.painting.engines.diffusers.telling import Teller

INSTALL = "Local models need the extra 'local': pip install torch, then pip install 'huahua[local]'."
_CALLERS_FAULT = {"NoSketcher": "controls", "AdapterRefused": "adapters", "StyleDoesNotFit": "adapters"}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a model's folder, while its index is the same."""

    stamp: tuple[int, int]
    facts: PipelineFacts


class DiffusersPainter:
    """Port `gateway.providers.painters.port.Painter`."""

    def __init__(self, config: ProviderConfig, painters: Painters, rules: FolderRules) -> None:
        self.name = config.name
        try:
            self._config: LocalModels = parse_local_models(config.base_url)
        except ValueError as fault:
            raise InvalidRequest(str(fault), param="base_url", code="invalid_base_url", status=422) from fault
        self._painters = painters
        self._rules = rules
        self._known: dict[str, _Known] = {}
        self._fetched: dict[str, PipelineFacts] = {}
        self._families: dict[str, tuple[str, str]] = {}
        """Stamp and family of adapters, by name."""

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        """Raises NotSupported, InvalidRequest or UpstreamBroken."""
        _check_installed()
        try:
            root, facts, adapters = await asyncio.to_thread(self._open, model, request)
        except BadFolder as fault:
            raise UpstreamBroken(f"{self.name}: {fault}") from fault
        ask = ask_of(request, facts, self._config, adapters, previews=progress is not None)
        plain = self._model(root, ask, facts)
        async with Teller(progress) as teller:
            painted = await self._painted(plain, ask, teller)
        pictures = [
            ImageResult(
                one["data"],
                "image/png",
                one["width"],
                one["height"],
                seed=item["seed"],
                recipe=_recipe(ask, facts),
                inference_ms=round(1_000 * one["seconds"]),
                memory_gib_ms=round(1_000 * one["gib_seconds"]),
            )
            for one, item in zip(painted, ask.items, strict=True)
        ]
        usage = Usage(
            images=len(pictures),
            inference_ms=sum(one.inference_ms for one in pictures),
            memory_gib_ms=sum(one.memory_gib_ms for one in pictures),
        )
        return ImageReply(tuple(pictures), usage)

    def capabilities(self, model: str) -> ImageCapabilities | None:
        try:
            facts = self._hub_facts(model) if self._config.hub else self._facts(model)
        except BadFolder:
            return None
        return capabilities_of(facts, self._config)

    async def list_models(self) -> list[str]:
        """Of the hub nothing is listed. Raises UpstreamBroken."""
        _check_installed()
        if self._config.hub:
            if not self._rules.hub:
                raise UpstreamBroken(_NO_HUB)
            return [self._config.root] if "/" in self._config.root.strip("/") else []
        try:
            return await asyncio.to_thread(
                lambda: pipelines_in(self._rules.inside(self._path(self._config.root)))
            )
        except BadFolder as fault:
            raise UpstreamBroken(str(fault)) from fault

    async def list_adapters(self) -> list[str]:
        """Raises UpstreamBroken."""
        try:
            return await asyncio.to_thread(lambda: adapters_in(self._rules, self._adapter_folders()))
        except BadFolder as fault:
            raise UpstreamBroken(str(fault)) from fault

    def adapter_family(self, name: str) -> str:
        """Read from the file once, as long as it is the same."""
        try:
            file = adapter_file(self._rules, self._adapter_folders(), name)
            if file is None:
                return ""
            stamp = stamp_of(file)
            known = self._families.get(name)
            if known is None or known[0] != stamp:
                known = self._families[name] = (stamp, family_of_adapter_file(file))
        except BadFolder:
            return ""  # painting says what is wrong with it
        return known[1]

    async def explain(self) -> list[str]:
        """For each model in words: where it runs, in which format, and why. Raises UpstreamBroken."""
        names = await self.list_models()
        try:
            looked = await self._painters.queue(self._config.device).look()
        except PaintFailed as fault:
            raise self._refusal(fault) from fault
        devices = tuple(Device(**device) for device in looked["devices"])
        machine = Machine(devices, tuple(looked["quantizers"]))
        return await asyncio.to_thread(lambda: [f"{name}: {self._placed(name, machine)}" for name in names])

    def _placed(self, model: str, machine: Machine) -> str:
        """Of a model that is not loaded too, by what is free now."""
        config = self._config
        try:
            facts = self._facts(model)
            family = family_of(facts.class_name)
            wish = Wish(config.device, config.dtype, config.offload)
            return place(wish, machine, facts.weights, family.max_side**2, bfloat16=family.bfloat16).why
        except (BadFolder, NotPlaced) as fault:
            return str(fault)

    async def _painted(self, plain: Model, ask: Ask, teller: Teller) -> list[Painted]:
        queue = self._painters.queue(self._config.device)
        fractions = [0.0] * len(ask.items)

        def heard(number: int, fraction: float, stage: str, preview: bytes | None) -> None:
            fractions[number] = fraction
            teller.say(sum(fractions) / len(fractions), stage, preview if number == 0 else None)

        try:
            return await side_by_side(
                queue.paint(
                    plain,
                    ask.shared,
                    item,
                    lambda *what, number=number: heard(number, *what),
                    alone=ask.alone,
                    likeness=ask.negative,
                    most=self._config.max_batch,
                )
                for number, item in enumerate(ask.items)
            )
        except PaintFailed as fault:
            raise self._refusal(fault) from fault

    def _refusal(self, fault: PaintFailed) -> Exception:
        if fault.kind in _CALLERS_FAULT:
            code = "style_does_not_fit" if fault.kind == "StyleDoesNotFit" else None
            return NotSupported(fault.message, param=_CALLERS_FAULT[fault.kind], code=code)
        if fault.kind in ("BadFolder", "NotPlaced"):
            return UpstreamBroken(f"{self.name}: {fault.message}")
        if fault.kind == "MemoryError":
            return UpstreamBroken("The picture needs more memory than the device has; try a smaller one.")
        log.warning("local_painting_failed", provider=self.name, kind=fault.kind, message=fault.message)
        return UpstreamBroken("The local model failed on this picture; the server's log says why.")

    def _open(self, model: str, request: ImageRequest) -> tuple[str, PipelineFacts | None, list[Adapter]]:
        """Raises BadFolder or NotSupported."""
        adapters = [self._adapter(one.name, one.weight) for one in request.adapters]
        if self._config.hub:
            if not self._rules.hub:
                raise BadFolder(_NO_HUB)
            return self._hub_id(model), self._hub_facts(model), adapters
        return str(self._folder(model)), self._facts(model), adapters

    def _adapter(self, name: str, weight: float) -> Adapter:
        try:
            file = adapter_file(self._rules, self._adapter_folders(), name)
        except BadFolder as fault:
            raise NotSupported(str(fault), param="adapters") from fault
        if file is None:
            raise NotSupported(f"There is no trained style '{name}' here.", param="adapters")
        return {"name": name, "file": str(file), "stamp": stamp_of(file), "weight": weight}

    def _adapter_folders(self) -> list[Path]:
        own = [self._path(self._config.adapters)] if self._config.adapters else []
        return [*own, *self._rules.extra]

    def _facts(self, model: str) -> PipelineFacts:
        """Raises BadFolder."""
        folder = self._folder(model)
        try:
            found = (folder / INDEX).stat()
        except OSError as fault:
            raise BadFolder(f"{folder.name} cannot be read.") from fault
        stamp = (found.st_mtime_ns, found.st_size)
        known = self._known.get(model)
        if known is None or known.stamp != stamp:
            known = _Known(stamp, read_facts(folder, pickle=self._rules.pickle))
            self._known[model] = known
        return known.facts

    def _hub_facts(self, model: str) -> PipelineFacts | None:
        """None for one that was not fetched yet. Raises BadFolder."""
        if model not in self._fetched:
            if not local_models_are_installed():
                return None
            from huggingface_hub import try_to_load_from_cache
            from huggingface_hub.errors import HFValidationError

            try:
                found = try_to_load_from_cache(self._hub_id(model), INDEX)
            except HFValidationError as fault:
                raise BadFolder(f"'{model[:100]}' is no id of the hub.") from fault
            if not isinstance(found, str):
                return None
            self._fetched[model] = read_facts(Path(found).parent, pickle=self._rules.pickle)
        return self._fetched[model]

    def _folder(self, model: str) -> Path:
        return pipeline_folder(self._rules, self._path(self._config.root), model)

    def _path(self, given: str) -> Path:
        """A relative one is below the first folder that the settings allow."""
        path = Path(given)
        if path.is_absolute() or not self._rules.allowed:
            return path
        return self._rules.allowed[0] / path

    def _hub_id(self, model: str) -> str:
        owner = self._config.root.strip("/")
        if "/" in model or not owner:
            return model
        return owner if "/" in owner else f"{owner}/{model}"

    def _model(self, root: str, ask: Ask, facts: PipelineFacts | None) -> Model:
        config = self._config
        side = family_of(facts.class_name if facts else "").max_side
        return {
            "root": root,
            "hub": config.hub,
            "pickle": self._rules.pickle,
            "dtype": config.dtype,
            "device": config.device,
            "offload": config.offload,
            "pixels": side * side,
            "controls": {kind: self._part(path) for kind, path in config.controls.items()},
            "sketchers": {
                kind: "" if path == READY else self._part(path) for kind, path in config.sketchers.items()
            },
            "ip_adapter": self._part(config.ip_adapter) if config.ip_adapter else "",
            "ip_adapter_file": config.ip_adapter_file or "ip-adapter.safetensors",
        }

    def _part(self, path: str) -> str:
        """A folder that may be opened, or an id at the hub. Raises UpstreamBroken."""
        if self._config.hub and not Path(path).is_absolute():
            return path
        try:
            return str(self._rules.inside(self._path(path)))
        except BadFolder as fault:
            raise UpstreamBroken(f"{self.name}: {fault}") from fault


_NO_HUB = "The settings do not allow models from the hub (local.hub); name a folder."


def _recipe(ask: Ask, facts: PipelineFacts | None) -> dict[str, object]:
    shared = ask.shared
    return {
        "pipeline": facts.class_name if facts else "",
        "steps": shared["steps"],
        "guidance": shared["guidance"],
        **({"strength": shared["strength"]} if ask.items[0]["image"] is not None else {}),
        **({"adapters": _named(shared["adapters"])} if shared["adapters"] else {}),
    }


def _named(adapters: Sequence[Adapter]) -> list[dict[str, object]]:
    return [{"name": one["name"], "weight": one["weight"]} for one in adapters]


def local_models_are_installed() -> bool:
    """Whether the extra `local` is there."""
    return find_spec("torch") is not None and find_spec("diffusers") is not None


def _check_installed() -> None:
    if not local_models_are_installed():
        raise UpstreamBroken(INSTALL)
