"""The queue before one painter: like pictures become batches, fair in the order in which they came."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from huahua.painting.domain.batching import BatchPolicy, MicroBatcher
from huahua.painting.engines.diffusers.plain import Given, Model, Painted, Shared
from huahua.painting.engines.diffusers.process import PaintFailed, Runner

Heard = Callable[[float, str, bytes | None], None]
_STEP_GRACE_S = 60.0
"""Longest that one step may take when everybody has left; then the painter is ended."""


@dataclass(slots=True)
class _Order:
    model: Model
    shared: Shared
    given: Given
    heard: Heard
    painted: asyncio.Future[Painted]


class PainterQueue:
    """`idle_s`: after so long without work the painter is ended, and its memory is free."""

    def __init__(
        self,
        runner: Runner,
        policy: BatchPolicy | None = None,
        *,
        idle_s: float = 300.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.runner = runner
        self._batcher: MicroBatcher[int] = MicroBatcher(policy)
        self._idle_s = idle_s
        self._monotonic = monotonic
        self._orders: dict[int, _Order] = {}
        self._last = 0
        self._more = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._left = asyncio.Event()

    async def paint(
        self,
        model: Model,
        shared: Shared,
        given: Given,
        heard: Heard,
        *,
        alone: bool = False,
        likeness: Hashable = None,
        most: int | None = None,
    ) -> Painted:
        """One picture, painted with others like it (`most` together): same model, same `shared`, same `likeness` and
        kind. Cancelling takes it out, and ends a batch that is for nobody else within one step. Raises PaintFailed."""
        self._last += 1
        number = self._last
        order = _Order(
            model, shared, {**given, "id": number}, heard, asyncio.get_running_loop().create_future()
        )
        self._orders[number] = order
        key = (_frozen(model), _frozen(shared), _kind(given), likeness)
        pixels = shared["width"] * shared["height"]
        self._batcher.add(number, key, pixels, self._monotonic(), most=1 if alone else most)
        self._awake()
        try:
            return await order.painted
        except asyncio.CancelledError:
            if not self._batcher.remove(number):
                self.runner.gone(number)
                self._left.set()
            raise
        finally:
            self._orders.pop(number, None)

    async def look(self) -> dict[str, Any]:
        """What the painter finds on this machine. Raises PaintFailed."""
        looked = await self.runner.look()
        self._awake()
        return looked

    async def rested(self) -> None:
        """Returns when there was nothing to do for so long that the painter has ended."""
        if self._running is not None:
            await asyncio.shield(self._running)

    async def close(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self.runner.close()
        for order in self._orders.values():
            if not order.painted.done():
                order.painted.set_exception(PaintFailed("Crashed", "the server is stopping"))

    def _awake(self) -> None:
        """To paint what waits, and to end the painter when nobody comes."""
        self._more.set()
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="painter-queue")

    async def _run(self) -> None:
        while True:
            batch = [self._orders[number] for number in self._batcher.take(self._monotonic())]
            if batch:
                await self._paint(batch)
                continue
            self._more.clear()
            wake = self._batcher.wake_at()
            wait_s = self._idle_s if wake is None else max(0.0, wake - self._monotonic())
            try:
                async with asyncio.timeout(wait_s):
                    await self._more.wait()
            except TimeoutError:
                if wake is None:
                    await self.runner.close()
                    if not len(self._batcher):
                        self._running = None
                        return

    async def _paint(self, batch: list[_Order]) -> None:
        """Every order is answered, whatever comes. A batch that needs too much memory is painted in halves, and one
        that fails in another way one by one, so that a picture fails for its own faults only."""
        try:
            painted = await self._watched(batch)
        except PaintFailed as fault:
            if len(batch) > 1 and fault.kind not in ("Crashed", "Stopped", "BadFolder", "NotPlaced"):
                parts = len(batch) if fault.kind != "MemoryError" else 2
                size = -(-len(batch) // parts)
                for start in range(0, len(batch), size):
                    await self._paint(batch[start : start + size])
                return
            for order in batch:
                if not order.painted.done():
                    order.painted.set_exception(fault)
            return
        for order, one in zip(batch, painted, strict=True):
            if not order.painted.done():
                order.painted.set_result(one)

    async def _watched(self, batch: list[_Order]) -> list[Painted]:
        """Raises PaintFailed."""
        by_id = {order.given["id"]: order for order in batch}

        def told(item: int, fraction: float, stage: str, preview: bytes | None) -> None:
            order = by_id.get(item)
            if order is not None and not order.painted.done():
                order.heard(fraction, stage, preview)

        first = batch[0]
        items = [order.given for order in batch]
        painting = asyncio.create_task(self.runner.paint(first.model, first.shared, items, told))
        try:
            while not painting.done() and not all(order.painted.done() for order in batch):
                self._left.clear()
                leaving = asyncio.create_task(self._left.wait())
                await asyncio.wait({painting, leaving}, return_when=asyncio.FIRST_COMPLETED)
                leaving.cancel()
            done, _ = await asyncio.wait({painting}, timeout=_STEP_GRACE_S)
            if not done:
                await self.runner.close()
            return await painting
        except asyncio.CancelledError:
            painting.cancel()
            raise


def _kind(given: Given) -> Hashable:
    weights = tuple((one["kind"], one["weight"]) for one in given["controls"])
    return given["image"] is not None, given["mask"] is not None, weights


def _frozen(value: object) -> Hashable:
    if isinstance(value, dict):
        return tuple((name, _frozen(one)) for name, one in sorted(value.items()))
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
