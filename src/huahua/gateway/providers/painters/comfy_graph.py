"""Workflow templates of ComfyUI: a graph in its API format, and which of its inputs are which of a neutral request.

A file `NAME.json` holds `{"title", "models"?, "variants": {"paint": …, "edit"?: …, "inpaint"?: …, "upscale"?: …,
"remove_background"?: …}}`; a variant is `{"graph", "inputs": {name: [[node, input], …]}, "output": node,
"adapters"?: node}`. Names of inputs are in `NAMES`; what a variant binds is what the model can do. `adapters` is the
node whose first two outputs (model, clip) go through the LoRA loaders. `models`: a word in the names of the
checkpoints that it is for.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from huahua.gateway.domain.calls import Adapter, ControlKind, JsonObject, Operation
from huahua.gateway.domain.capabilities import ImageCapabilities

log = logging.getLogger(__name__)

MAX_REFERENCES = 4
REFERENCES = tuple(f"reference_{number + 1}" for number in range(MAX_REFERENCES))
CONTROLS = {kind: f"control_{kind}" for kind in ControlKind}
NAMES = frozenset(
    {
        *("checkpoint", "prompt", "negative", "seed", "steps", "width", "height", "count"),
        *("image", "mask", "strength", "scale", "upscale_model"),
        *REFERENCES,
        *CONTROLS.values(),
        *(f"{name}_weight" for name in CONTROLS.values()),
    }
)
DEFAULT = "checkpoint"
MAX_COUNT = 8

Graph = dict[str, dict[str, Any]]


class BadWorkflow(ValueError):
    """The text says what is wrong with the file."""


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    graph: Graph
    inputs: dict[str, list[tuple[str, str]]]
    output: str
    adapters: str | None = None

    def binds(self, name: str) -> bool:
        return name in self.inputs


class Workflow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    variants: dict[str, Variant]
    models: str | None = None

    def variant(self, operation: Operation, *, edit: bool, mask: bool) -> Variant:
        """Raises KeyError where it has none, which `capabilities` says."""
        if operation is not Operation.PAINT:
            return self.variants[operation]
        return self.variants["inpaint" if mask else "edit" if edit else "paint"]

    @property
    def takes_checkpoint(self) -> bool:
        return any(variant.binds("checkpoint") for variant in self.variants.values())

    def capabilities(self) -> ImageCapabilities:
        paint = self.variants["paint"]
        edit = self.variants.get("edit")
        return ImageCapabilities(
            min_side=64,
            max_side=4096,
            side_step=8,
            max_count=MAX_COUNT if paint.binds("count") else 1,
            seed=paint.binds("seed"),
            negative=True,
            quality=paint.binds("steps"),
            edit=edit is not None,
            mask="inpaint" in self.variants,
            strength=edit is not None and edit.binds("strength"),
            max_references=sum(paint.binds(name) for name in REFERENCES),
            controls=frozenset(kind for kind, name in CONTROLS.items() if paint.binds(name)),
            adapters=paint.adapters is not None,
            operations=frozenset(
                operation
                for operation in Operation
                if operation is Operation.PAINT or operation in self.variants
            ),
            previews=True,
        )


def read_workflow(raw: bytes) -> Workflow:
    """Raises BadWorkflow."""
    try:
        found = msgspec.json.decode(raw, type=Workflow)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise BadWorkflow(f"it is not a workflow template: {fault}") from fault
    if "paint" not in found.variants:
        raise BadWorkflow("it has no variant 'paint'")
    for title, variant in found.variants.items():
        _check(title, variant)
    return found


def _check(title: str, variant: Variant) -> None:
    unknown = sorted(set(variant.inputs) - NAMES)
    if unknown:
        raise BadWorkflow(f"the variant '{title}' binds '{unknown[0]}', which is no input of a request")
    if title in ("paint", "edit", "inpaint") and not variant.binds("prompt"):
        raise BadWorkflow(f"the variant '{title}' does not bind the prompt")
    needed = {
        "edit": ("image",),
        "inpaint": ("image", "mask"),
        "upscale": ("image",),
        "remove_background": ("image",),
    }
    for name in needed.get(title, ()):
        if not variant.binds(name):
            raise BadWorkflow(f"the variant '{title}' does not bind '{name}'")
    nodes = [node for places in variant.inputs.values() for node, _ in places]
    nodes += [variant.output, *([variant.adapters] if variant.adapters else [])]
    for node in nodes:
        if not isinstance(variant.graph.get(node, {}).get("inputs"), dict):
            raise BadWorkflow(f"the variant '{title}' names the node '{node}', which its graph does not have")


def load_workflows(folder: Path | None = None) -> dict[str, Workflow]:
    """Those that ship with HuaHua and those of the operator's folder, by name; the operator's win. A file that cannot
    be used is left out, and the log says why."""
    shipped = resources.files("huahua.gateway.providers.painters") / "workflows"
    files = [(Path(file.name), file.read_bytes) for file in shipped.iterdir()]
    if folder is not None and folder.is_dir():
        files += [(file, file.read_bytes) for file in sorted(folder.iterdir())]
    found: dict[str, Workflow] = {}
    for path, read in files:
        if path.suffix != ".json":
            continue
        try:
            found[path.stem] = read_workflow(read())
        except (BadWorkflow, OSError) as fault:
            log.warning("the ComfyUI workflow '%s' is left out: %s", path, fault)
    return found


def chosen(workflows: Mapping[str, Workflow], model: str) -> tuple[Workflow, str | None]:
    """The workflow of a model and its checkpoint: `checkpoint`, `workflow`, or `workflow/checkpoint`."""
    name, slash, rest = model.partition("/")
    if name in workflows:
        return workflows[name], rest if slash else None
    for workflow in workflows.values():
        if workflow.models is not None and workflow.models in model.lower():
            return workflow, model
    return workflows[DEFAULT], model


def filled(variant: Variant, values: Mapping[str, Any], adapters: Sequence[Adapter] = ()) -> Graph:
    """The graph with these values in the places that are bound to them; names that it does not bind are left out."""
    graph = copy.deepcopy(variant.graph)
    for name, value in values.items():
        for node, field in variant.inputs.get(name, ()):
            graph[node]["inputs"][field] = value
    if adapters and variant.adapters is not None:
        _adapt(graph, variant.adapters, adapters)
    return graph


def _adapt(graph: Graph, loader: str, adapters: Sequence[Adapter]) -> None:
    """Put a chain of LoRA loaders between the loader of the model and all that use it."""
    last = f"adapter_{len(adapters)}"
    for node in graph.values():
        inputs: JsonObject = node["inputs"]
        for field, value in inputs.items():
            if isinstance(value, list) and value[:1] == [loader] and value[1:] in ([0], [1]):
                inputs[field] = [last, value[1]]
    before = loader
    for number, adapter in enumerate(adapters, start=1):
        graph[f"adapter_{number}"] = {
            "class_type": "LoraLoader",
            "inputs": {
                "model": [before, 0],
                "clip": [before, 1],
                "lora_name": adapter.name,
                "strength_model": adapter.weight,
                "strength_clip": adapter.weight,
            },
        }
        before = f"adapter_{number}"
