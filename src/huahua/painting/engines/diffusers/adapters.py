"""LoRA adapters of one model: loaded once, weighed anew for each batch, swapped in place when there are many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from huahua.painting.engines.diffusers.folders import rank_of
from huahua.painting.engines.diffusers.plain import Adapter

MAX_LOADED = 4
_MIN_RANK = 32


_Key = tuple[str, str]
"""File and stamp."""


class AdapterRefused(Exception):
    """The adapter cannot be used. The message is for the caller."""


class StyleDoesNotFit(AdapterRefused):
    """It was made for another kind of model, which nobody could tell before."""


class Adapters:
    """At most `MAX_LOADED` stay in memory; a new one then takes the place of the one that rested longest, in the
    very tensors of the old one where it fits (hot-swap), so that nothing is built anew."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline
        self._slots: dict[str, _Key] = {}
        """What is in it by slot, the one that rested longest first."""
        self._rank = 0
        """For which the tensors have room."""
        self._made = 0

    def use(self, wanted: Sequence[Adapter]) -> None:
        """Exactly these, with their weights. Raises AdapterRefused."""
        if not wanted:
            if self._slots:
                self._pipeline.disable_lora()
            return
        if len(wanted) > MAX_LOADED:
            raise AdapterRefused(f"At most {MAX_LOADED} trained styles go together.")
        if not hasattr(self._pipeline, "load_lora_weights"):
            raise AdapterRefused("This kind of model takes no trained styles.")
        self._make_room(wanted)
        needed = {_key(one) for one in wanted}
        slots = [self._slot(one, needed) for one in wanted]
        self._pipeline.enable_lora()
        self._pipeline.set_adapters(slots, adapter_weights=[one["weight"] for one in wanted])

    def _make_room(self, wanted: Sequence[Adapter]) -> None:
        """Before the very first adapter, tensors get room for the largest rank, so that others can be swapped in; one
        of a larger rank that comes later begins anew."""
        rank = max(rank_of(Path(one["file"])) for one in wanted)
        if rank <= self._rank:
            return
        if self._slots:
            self._pipeline.unload_lora_weights()
            self._slots.clear()
        folders = {Path(one["file"]).parent for one in wanted}
        others = [_rank(file) for folder in folders for file in folder.glob("*.safetensors")]
        self._rank = max(_MIN_RANK, rank, *others)
        self._pipeline.enable_lora_hotswap(target_rank=self._rank)

    def _slot(self, adapter: Adapter, needed: set[_Key]) -> str:
        key = _key(adapter)
        slot = next((name for name, loaded in self._slots.items() if loaded == key), None)
        if slot is not None:
            self._slots[slot] = self._slots.pop(slot)
            return slot
        old = next((name for name, loaded in self._slots.items() if loaded[0] == key[0]), None)
        if old is not None:  # the style was taught anew since
            return self._swap(old, adapter)
        if len(self._slots) < MAX_LOADED:
            return self._load(adapter)
        victim = next(name for name, loaded in self._slots.items() if loaded not in needed)
        return self._swap(victim, adapter)

    def _load(self, adapter: Adapter) -> str:
        self._made += 1
        slot = f"style{self._made}"
        self._into(slot, adapter)
        return slot

    def _swap(self, slot: str, adapter: Adapter) -> str:
        try:
            self._into(slot, adapter, hotswap=True)
        except AdapterRefused:
            # Other layers than the old one, or a text encoder: then it is built anew.
            self._pipeline.delete_adapters(slot)
            del self._slots[slot]
            return self._load(adapter)
        return slot

    def _into(self, slot: str, adapter: Adapter, **more: Any) -> None:
        file = Path(adapter["file"])
        try:
            self._pipeline.load_lora_weights(
                file.parent, weight_name=file.name, adapter_name=slot, use_safetensors=True,
                local_files_only=True, **more,
            )  # fmt: skip
        except Exception as fault:
            if not more:
                self._forget(slot)
            raise StyleDoesNotFit(f"The style '{adapter['name']}' is not for this model.") from fault
        if slot not in self._loaded():
            raise StyleDoesNotFit(f"The style '{adapter['name']}' is not for this model.")
        self._slots.pop(slot, None)
        self._slots[slot] = _key(adapter)

    def _forget(self, slot: str) -> None:
        if slot in self._loaded():
            self._pipeline.delete_adapters(slot)

    def _loaded(self) -> set[str]:
        return {name for names in self._pipeline.get_list_adapters().values() for name in names}


def _key(adapter: Adapter) -> _Key:
    return adapter["file"], adapter["stamp"]


def _rank(file: Path) -> int:
    try:
        return rank_of(file)
    except Exception:  # noqa: BLE001 - another file's fault is told when that file is used
        return 0
