"""Painting as one object, put together from its parts."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from huahua.audit.api import Recorder, Unrecorded
from huahua.infra.blobs import Blobs
from huahua.jobs.api import Feed, OnLoss, RunKind, RunService
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id
from huahua.painting.config import PaintingLimits
from huahua.painting.domain.pace import Pace
from huahua.painting.ports import (
    Allowance,
    BrandRepository,
    Browsing,
    Enricher,
    Imaging,
    Memberships,
    Models,
    PictureRepository,
    Shares,
)
from huahua.painting.service.adopt import Adoption
from huahua.painting.service.archive import Archive
from huahua.painting.service.brands import Brands
from huahua.painting.service.browse import Browser
from huahua.painting.service.enrich import Enrichment
from huahua.painting.service.enriching import Enriching
from huahua.painting.service.finish import Finishing
from huahua.painting.service.gallery import Gallery
from huahua.painting.service.keep import Keeper, NewId
from huahua.painting.service.order import KIND, LANE, size_of_run
from huahua.painting.service.paint import PaintHandler
from huahua.painting.service.recall import Recall
from huahua.painting.service.sharing import Sharing
from huahua.painting.service.sources import Sources
from huahua.painting.service.start import Starter
from huahua.painting.service.sweep import Sweeper
from huahua.painting.service.upload import Uploads
from huahua.painting.service.views import ViewMaker


class Painting:
    """The use cases by verb: `starter`, `enriching`, `gallery`, `uploads`, `finishing`, `adoption`, `archive`,
    `browser`, `brands`, `sharing`, `recall`, `sweeper`.

    The runs need a lane named `painting`; `register` gives them the kind of run. Run `sweeper.forever()`
    beside the server.
    """

    def __init__(
        self,
        *,
        store: PictureRepository,
        browsing: Browsing,
        brands: BrandRepository,
        shares: Shares,
        blobs: Blobs,
        runs: RunService,
        models: Models,
        rules: Enricher,
        enricher: Enricher,
        imaging: Imaging,
        feed: Feed,
        memberships: Memberships | None = None,
        allowance: Allowance | None = None,
        audit: Recorder | None = None,
        limits: PaintingLimits | None = None,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = random.random,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        new_id: NewId = new_id,
    ) -> None:
        """`rules` enriches without a language model, `enricher` with one; without `memberships` nothing is shared."""
        self.limits = limits or PaintingLimits()
        keeper = Keeper(blobs, store, clock, new_id)
        self.browser = Browser(store, browsing, self.limits, clock, new_id, allowance)
        self.brands = Brands(brands, keeper, imaging, clock, new_id, memberships, audit or Unrecorded())
        self.starter = Starter(store, self.browser, self.brands, runs, models, self.limits, new_id, random)
        self.sharing = Sharing(store, browsing, shares, clock, memberships)
        self.gallery = Gallery(
            store, blobs, runs, feed, imaging, self.sharing, ViewMaker(keeper, imaging), clock
        )
        self.uploads = Uploads(keeper, imaging, feed, self.browser)
        self.adoption = Adoption(keeper, imaging, feed)
        self.finishing = Finishing(self.gallery, self.browser, self.brands, keeper, imaging, feed)
        self.archive = Archive(store, self.gallery, imaging, self.limits)
        self.recall = Recall(imaging)
        self.sweeper = Sweeper(blobs, store, clock)
        enrichment = Enrichment(models, rules, enricher)
        self.enriching = Enriching(enrichment, self.limits, new_id, self.brands)
        self._handler = PaintHandler(
            store=store,
            same=self.sharing.same,
            keeper=keeper,
            runs=runs,
            models=models,
            enrichment=enrichment,
            imaging=imaging,
            sources=Sources(store, runs, blobs),
            feed=feed,
            pace=Pace(),
            limits=self.limits,
            monotonic=monotonic,
            random=random,
            pause=pause,
        )

    def register(self, runs: RunService) -> None:
        """Announce the kind of run, before `runs.start()`. A painting survives its process."""
        runs.register(RunKind(KIND, self._handler, LANE, OnLoss.REQUEUE, size=size_of_run))
