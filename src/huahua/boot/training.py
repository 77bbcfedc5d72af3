"""Wiring of data sets, trainings and styles."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huahua.avatars.training.adapters.bases import FolderBaseModels
from huahua.avatars.training.adapters.captioner import ModelCaptioner
from huahua.avatars.training.adapters.files import BlobDatasetFiles, FolderStyleFiles
from huahua.avatars.training.adapters.trainer import ProcessTrainer
from huahua.avatars.training.service.datasets import Datasets
from huahua.avatars.training.service.styles import Styles
from huahua.avatars.training.service.train import TrainHandler
from huahua.avatars.training.service.trainings import KIND, LANE, Trainings
from huahua.avatars.training.store import TrainingStore
from huahua.boot.bindings.peoples_styles import AccountTeams, ChatStyles, PeoplesStyles
from huahua.boot.bindings.training_pictures import PooledReader
from huahua.jobs.api import Lane, OnLoss, RunKind
from huahua.kit.clock import utc_now
from huahua.kit.ids import new_id
from huahua.painting.engines.diffusers.process import painter_environment
from huahua.painting.imaging.pool import PooledImaging

if TYPE_CHECKING:
    from huahua.boot.wiring import Services

AT_ONCE = 1
"""A training takes all of a device; others wait."""


@dataclass(frozen=True, slots=True)
class School:
    datasets: Datasets
    trainings: Trainings
    styles: Styles


def build_school(services: Services) -> School:
    settings = services.settings
    store = TrainingStore(services.db, services.vaulting.vault)
    files = BlobDatasetFiles(services.blobs)
    local = settings.local
    styles = FolderStyleFiles(local.adapters or settings.data_dir / "adapters")
    bases = FolderBaseModels(local.folders or [settings.data_dir / "models"])
    trainer = ProcessTrainer(settings.data_dir / "trainings", painter_environment(os.environ))
    reader = PooledReader(PooledImaging(services.workers, services.painting.limits), services.workers)
    handler = TrainHandler(store, store, files, styles, bases, trainer, utc_now)
    services.runs.add_lane(Lane(LANE, AT_ONCE))
    services.runs.register(RunKind(KIND, handler, LANE, OnLoss.REQUEUE, handler.lost))
    school = School(
        Datasets(store, files, reader, ModelCaptioner(services.gateway), utc_now, new_id),
        Trainings(store, store, bases, trainer, services.runs, utc_now, new_id),
        Styles(store, styles, AccountTeams(services.people.teams), utc_now, new_id),
    )
    services.gateway.open_styles(PeoplesStyles(school.styles))
    services.chat.styles.open(ChatStyles(school.styles))
    return school
