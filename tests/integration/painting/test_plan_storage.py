"""The room that a plan gives pictures: a real plan, a real wallet, real uploads, on either database."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PIL import Image

from huahua.audit.api import Unrecorded
from huahua.billing.ledger.api import Ledger, Owner
from huahua.billing.plans.domain.terms import Terms
from huahua.billing.plans.store import PlanStore
from huahua.billing.plans.subscribing import Plans
from huahua.boot.bindings.picture_links import GalleryLinks
from huahua.boot.bindings.plan_storage import PlanStorage
from huahua.gateway.api import Caller, ImageResult, NotAllowed, UsageRecords
from huahua.infra.links import SignedLinks
from huahua.infra.sealing import Sealer
from huahua.kit.units import MEBIBYTE
from huahua.painting.domain.finish import Finish
from huahua.painting.domain.picture import Picture
from huahua.painting.errors import StorageFull
from tests.integration.painting.studio import ME, OTHER, Studio

FEE = 5_000_000


@dataclass
class Time:
    now: datetime = datetime(2026, 11, 18, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Shop:
    plans: Plans
    ledger: Ledger
    time: Time


@pytest.fixture
async def shop(studio: Studio) -> Shop:
    """`ME` has paid for a month of a plan with room for one MiB, and has no money left."""
    time, store = Time(), PlanStore(studio.db)
    ledger = Ledger(studio.db, clock=time)
    plans = Plans(store, ledger, UsageRecords(studio.db), Unrecorded(), clock=time)
    wallet = await ledger.wallet_of(Owner("user", ME))
    await ledger.credit(wallet.id, FEE, "order:1", "cash:test", "paid in")
    plan = await plans.save(None, "Album", "", Terms(fee_micros=FEE, storage_mb=1), "offered")
    await plans.subscribe(ME, plan.id)
    assert (await ledger.balance(wallet.id)).money_micros == 0
    object.__setattr__(studio.painting.browser, "allowance", PlanStorage(store))
    return Shop(plans, ledger, time)


def noise(seed: int) -> bytes:
    """A PNG of some 410 KB, which nothing packs smaller: two of them fit into a MiB, three do not."""
    pixels = np.random.default_rng(seed).integers(0, 256, (370, 370, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


async def test_the_last_room_is_taken_once_and_comes_back(studio: Studio, shop: Shop) -> None:
    uploads, browser = studio.painting.uploads, studio.painting.browser
    first = await uploads.upload(ME, noise(1))
    tried = await asyncio.gather(
        *(uploads.upload(ME, noise(seed)) for seed in (2, 3)), return_exceptions=True
    )
    kept = [each for each in tried if isinstance(each, Picture)]
    assert len(kept) == 1 and sum(isinstance(each, StorageFull) for each in tried) == 1
    found = await browser.storage(ME)
    assert (found.pictures, found.quota) == (2, MEBIBYTE) and found.used <= MEBIBYTE
    assert (await studio.painting.uploads.upload(OTHER, noise(4))).bytes, "others have the server's room"

    again = await uploads.upload(ME, noise(1))
    assert again.digest == first.digest, "a file that is there takes no room"
    with pytest.raises(StorageFull, match="does not fit"):
        await uploads.upload(ME, noise(5))
    with pytest.raises(StorageFull, match="does not fit"):  # a finished picture is one more file
        await studio.painting.finishing.keep(ME, first.id, mirrored())

    await studio.painting.gallery.delete(ME, [kept[0].id])
    assert (await uploads.upload(ME, noise(5))).bytes
    assert (await browser.storage(ME)).used <= MEBIBYTE


async def test_no_picture_is_painted_for_a_link_when_all_room_is_taken(studio: Studio, shop: Shop) -> None:
    links = GalleryLinks(studio.painting, SignedLinks(Sealer(b"k" * 32)), "http://here")
    await links.check(Caller(ME, "user"))
    limits = studio.painting.limits
    object.__setattr__(studio.painting.browser, "allowance", None)
    object.__setattr__(studio.painting.browser, "limits", replace(limits, storage_bytes=1))
    await links.check(Caller(ME, "user"))
    await links(Caller(ME, "user"), ImageResult(noise(6), "image/png", 370, 370))
    with pytest.raises(NotAllowed) as refused:
        await links.check(Caller(ME, "user"))
    assert refused.value.code == "storage_full"


async def test_an_unpaid_renewal_gives_no_room(studio: Studio, shop: Shop) -> None:
    browser = studio.painting.browser
    shop.time.now += timedelta(days=31)
    await shop.plans.look_after()
    assert (await browser.storage(ME)).quota is None, "the server's own, which is none here"
    wallet = await shop.ledger.wallet_of(Owner("user", ME))
    await shop.ledger.credit(wallet.id, FEE, "order:2", "cash:test", "paid in")
    await shop.plans.look_after()
    assert (await browser.storage(ME)).quota == MEBIBYTE
    assert (await shop.ledger.balance(wallet.id)).money_micros == 0


def mirrored() -> Finish:
    return Finish.model_validate({"steps": [{"do": "resize", "width": 369, "height": 369}]})
