"""For servers without torch: trainings are done by `tests.simulators.trainee` (see `fork_server.FIRST`)."""

from huahua.avatars.training.adapters import trainer

trainer._MODULE = "tests.simulators.trainee"
trainer.ProcessTrainer.installed = lambda _: True  # type: ignore[method-assign]
