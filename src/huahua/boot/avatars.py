"""Wiring of avatars."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from huahua.avatars.api import AvatarService
from huahua.avatars.engines.drawing import DicebearDrawing
from huahua.avatars.files.shelf import Shelf
from huahua.avatars.files.store import FileStore
from huahua.avatars.lab.service import Lab
from huahua.avatars.packs.service import Packs
from huahua.avatars.projects.judging import UnmetJudge
from huahua.avatars.projects.service import AvatarProjects
from huahua.avatars.projects.store import ProjectStore
from huahua.avatars.readers.model import ModelSpecReader
from huahua.avatars.scoring.judge import EyeJudge
from huahua.avatars.sources import AvatarSources
from huahua.avatars.talking.service import Talking
from huahua.avatars.tasking import AvatarTasks
from huahua.avatars.three_d.service import Models
from huahua.boot.bindings.avatar_keeper import PaintingAvatarKeeper
from huahua.boot.bindings.avatar_pictures import GalleryCandidates, GalleryFiles
from huahua.boot.bindings.avatar_recipes import GalleryAvatars
from huahua.boot.bindings.brands import GalleryBrands
from huahua.boot.bindings.painted_packs import PaintingFaces
from huahua.gateway.api import GatewayService
from huahua.infra.blobs import Blobs
from huahua.infra.db import Database
from huahua.infra.vault import RowVault
from huahua.infra.workers import WorkerPool
from huahua.jobs.api import RunService
from huahua.kit.clock import utc_now
from huahua.kit.ids import new_id
from huahua.painting.api import Painting


def build_avatars(painting: Painting, gateway: GatewayService) -> AvatarService:
    keeper, brands = PaintingAvatarKeeper(painting), GalleryBrands(painting)
    return AvatarService(DicebearDrawing(), keeper, ModelSpecReader(gateway), brands)


def build_avatar_projects(
    db: Database, vault: RowVault, avatars: AvatarService, painting: Painting, workers: WorkerPool
) -> AvatarProjects:
    store, pictures = ProjectStore(db, vault), GalleryCandidates(painting)
    judge = EyeJudge(UnmetJudge(), GalleryFiles(painting), store, workers)
    return AvatarProjects(store, avatars, pictures, judge, utc_now, new_id)


def build_lab(
    runs: RunService, painting: Painting, workers: WorkerPool, inception: Path | None = None
) -> Lab:
    lab = Lab(runs, GalleryFiles(painting), workers, new_id, inception)
    lab.register()
    return lab


@dataclass(frozen=True, slots=True)
class AvatarParts:
    """What is made of one avatar."""

    talking: Talking
    packs: Packs
    models: Models
    shelf: Shelf


def build_avatar_parts(
    db: Database, vault: RowVault, blobs: Blobs, runs: RunService, painting: Painting, workers: WorkerPool
) -> AvatarParts:
    brands = GalleryBrands(painting)
    sources, tasks = AvatarSources(DicebearDrawing(), GalleryAvatars(painting)), AvatarTasks(workers)
    shelf = Shelf(FileStore(db, vault), blobs, utc_now)
    packs = Packs(sources, shelf, tasks, runs, PaintingFaces(painting, runs), utc_now, new_id, brands)
    packs.register()
    models = Models(shelf, tasks, utc_now, new_id, brands)
    return AvatarParts(Talking(sources, tasks, brands), packs, models, shelf)
