"""Errors of training, below `avatars.errors.AvatarError`.

├── DatasetNotFound       404
├── TrainingNotFound      404
├── StyleNotFound         404
├── BadTrainingPicture    422  a file that is no picture, or a ZIP that is none
├── NotReadyToTrain       422  no rights tick, too few pictures, no such base model, the extra is not installed
├── NotAStyle             422  a file that is no LoRA in safetensors
├── NotPossibleNow        409  pause what does not run, resume what does, delete what is in use
└── TooManyTrainings      409  a user's bound is reached
"""

from __future__ import annotations

from huahua.avatars.errors import AvatarError


class DatasetNotFound(AvatarError):
    status = 404
    code = "dataset_not_found"

    def __init__(self, message: str = "This data set is not there.") -> None:
        super().__init__(message)


class TrainingNotFound(AvatarError):
    status = 404
    code = "training_not_found"

    def __init__(self, message: str = "This training is not there.") -> None:
        super().__init__(message)


class StyleNotFound(AvatarError):
    status = 404
    code = "style_not_found"

    def __init__(self, message: str = "This style is not there.") -> None:
        super().__init__(message)


class BadTrainingPicture(AvatarError):
    status = 422
    code = "bad_training_picture"


class NotReadyToTrain(AvatarError):
    status = 422
    code = "not_ready_to_train"


class NotAStyle(AvatarError):
    status = 422
    code = "not_a_style"


class NotPossibleNow(AvatarError):
    status = 409
    code = "not_possible_now"


class TooManyTrainings(AvatarError):
    status = 409
    code = "too_many_trainings"
