"""The face of widgets: build the area, and what its bindings need."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.audit.api import Recorder
from huahua.chat.api import Chat
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer
from huahua.infra.vault import PLAIN, RowVault
from huahua.jobs.api import RunService
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id
from huahua.widgets.domain.widget import Face, Widget
from huahua.widgets.errors import InvalidWidget
from huahua.widgets.ports import Drawn, Faces, Owners, Pictures, Spending
from huahua.widgets.service.owning import Owning
from huahua.widgets.service.visiting import Signatures, Visiting
from huahua.widgets.store import WidgetStore


@dataclass(frozen=True, slots=True)
class Widgets:
    owning: Owning
    visiting: Visiting


def build_widgets(
    db: Database,
    chat: Chat,
    runs: RunService,
    sealer: Sealer,
    audit: Recorder,
    *,
    owners: Owners,
    faces: Faces,
    pictures: Pictures,
    spending: Spending,
    vault: RowVault = PLAIN,
    clock: Clock = utc_now,
) -> Widgets:
    store = WidgetStore(db, vault)
    return Widgets(
        Owning(store, chat, faces, spending, audit, clock, new_id),
        Visiting(
            store, chat, runs, owners, faces, pictures, Signatures.of(sealer, clock), sealer.keyed_hash, clock
        ),
    )


__all__ = [
    "Drawn",
    "Face",
    "Faces",
    "InvalidWidget",
    "Owners",
    "Pictures",
    "Spending",
    "Widget",
    "Widgets",
    "build_widgets",
]
