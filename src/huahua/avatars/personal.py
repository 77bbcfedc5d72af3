"""What avatars hold of a person. Pictures of candidates are the gallery's. Files of data sets, trainings and styles go
with `service.forget_person` before the rows do (`boot/personal.py`)."""

from huahua.avatars.files.store import avatar_files
from huahua.avatars.projects.store import candidates, picks, projects, steps
from huahua.avatars.training.store import datasets, items, styles, trainings, versions
from huahua.infra.personal import Holding, Register, Retained, RetentionClass, through

REGISTER = Register(
    holdings=(
        Holding("avatar_picks", picks, hidden=("user_id",)),
        Holding("avatar_candidates", candidates, of=through(candidates, "project_id", projects)),
        Holding("avatar_steps", steps, of=through(steps, "project_id", projects)),
        Holding("avatar_files", avatar_files, hidden=("user_id",)),
        Holding("avatar_projects", projects, hidden=("user_id", "last")),
        Holding("dataset_pictures", items, of=through(items, "dataset_id", datasets), hidden=("phash",)),
        Holding("dataset_versions", versions, of=through(versions, "dataset_id", datasets), hidden=("hash",)),
        Holding("datasets", datasets, hidden=("user_id",)),
        Holding("trainings", trainings, hidden=("user_id",)),
        Holding("styles", styles, hidden=("user_id",)),
    ),
    retained=(
        Retained(
            RetentionClass.PICTURES,
            projects,
            "updated_at",
            children=(steps.c.project_id, candidates.c.project_id),
        ),
        Retained(RetentionClass.PICTURES, picks, "at"),
    ),
)
