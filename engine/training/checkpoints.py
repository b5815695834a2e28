"""Checkpoints of a run, from which any iteration is replayed.

A step is a function of the state before it, so replaying the few steps after a checkpoint gives the very network that
the run had then, bit for bit.
"""

from __future__ import annotations

from engine.training.trainer import Checkpoint, Trainer

# The memory of all checkpoints of a run.
_MAX_BYTES = 24 * 2**20


class CheckpointHistory:
    """The checkpoints of a run.

    One thread trains and calls `record`; any thread may call `trainer_at` meanwhile.

    `before` is the history of the run that this one was branched from.

    Attributes: `stride`, the steps between two checkpoints, as few as `max_bytes` allows for all iterations.
    """

    def __init__(self, trainer: Trainer, max_bytes: int = _MAX_BYTES, before: CheckpointHistory | None = None) -> None:
        first = trainer.checkpoint()
        # There is one checkpoint more than strides.
        max_strides = max(1, max_bytes // first.nbytes - 1)
        self._trainer = trainer
        self._before = before
        self._begin = first.iteration
        self.stride = max(
            trainer.network.checkpoint_stride, -(-(trainer.config.iterations - first.iteration) // max_strides)
        )
        self._checkpoints: list[Checkpoint] = [first]

    def record(self) -> None:
        """Keep a checkpoint after a step, if one is due."""
        if (self._trainer.iteration - self._begin) % self.stride == 0:
            self._checkpoints.append(self._trainer.checkpoint())

    @property
    def nbytes(self) -> int:
        """The memory of the checkpoints."""
        return sum(checkpoint.nbytes for checkpoint in self._checkpoints)

    def trainer_at(self, iteration: int) -> Trainer:
        """A separate trainer after `iteration` steps of the run.

        Raises ValueError before the first checkpoint and for steps that the run has not taken.
        """
        history = self
        while history._before is not None and iteration < history._begin:  # a loop: there may be thousands
            history = history._before
        return history._own_trainer_at(iteration)

    def _own_trainer_at(self, iteration: int) -> Trainer:
        if not self._begin <= iteration <= self._trainer.iteration:
            raise ValueError(f"iteration {iteration} is outside {self._begin} to {self._trainer.iteration}")
        checkpoint = self._checkpoints[min((iteration - self._begin) // self.stride, len(self._checkpoints) - 1)]
        trainer = self._trainer.resume_from(checkpoint)
        trainer.take_steps(iteration - checkpoint.iteration)
        return trainer
