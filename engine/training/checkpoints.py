"""Checkpoints of a run, from which any iteration is replayed.

A step is a function of the state before it, so replaying the few steps after a checkpoint gives the very network that
the run had then, bit for bit.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from itertools import islice

from engine.nn.interface import TrainableNetwork
from engine.training.trainer import Checkpoint, Trainer


class CheckpointHistory:
    """The checkpoints of a run.

    One thread trains and calls `record`; any thread may call `trainer_at` meanwhile.

    Attributes: `stride`, the steps between two checkpoints, as few as `max_bytes` allows for all iterations.
    """

    def __init__(self, trainer: Trainer, max_bytes: int | None = None) -> None:
        first = trainer.checkpoint()
        if max_bytes is None:
            max_bytes = trainer.network.most_checkpoint_bytes
        # There is one checkpoint more than strides.
        self._max_strides = max(1, max_bytes // first.nbytes - 1)
        self._trainer = trainer
        self.stride = max(trainer.network.checkpoint_stride, -(-trainer.config.iterations // self._max_strides))
        self._checkpoints: list[Checkpoint] = [first]
        # The state that was replayed last: a run that is played back goes on from there.
        self._replayed = first

    def record(self) -> None:
        """Keep a checkpoint after a step, if one is due."""
        if self._trainer.iteration % self.stride == 0:
            self._checkpoints.append(self._trainer.checkpoint())

    def continued_by(self, trainer: Trainer) -> CheckpointHistory:
        """The history of a longer run, whose `trainer` goes on after the last step of this one."""
        every = max(1, -(-trainer.config.iterations // (self.stride * self._max_strides)))
        history = copy.copy(self)
        history._trainer = trainer
        history.stride = every * self.stride
        history._checkpoints = self._checkpoints[::every]
        return history

    @property
    def nbytes(self) -> int:
        """The memory of the checkpoints."""
        return sum(checkpoint.nbytes for checkpoint in self._checkpoints)

    def trainer_at(self, iteration: int) -> Trainer:
        """A separate trainer after `iteration` steps of the run.

        Raises ValueError for steps that the run has not taken.
        """
        if not 0 <= iteration <= self._trainer.iteration:
            raise ValueError(f"iteration {iteration} is outside 0 to {self._trainer.iteration}")
        checkpoint = self._checkpoints[min(iteration // self.stride, len(self._checkpoints) - 1)]
        replayed = self._replayed
        if checkpoint.iteration < replayed.iteration <= iteration:
            checkpoint = replayed
        trainer = self._trainer.resume_from(checkpoint)
        trainer.take_steps(iteration - checkpoint.iteration)
        self._replayed = trainer.checkpoint()
        return trainer

    def replay(self, iterations: Iterable[int]) -> Iterator[tuple[int, TrainableNetwork]]:
        """The networks after each of `iterations`, which increase; each one is valid until the next.

        No step is replayed twice, and none from which a checkpoint is nearer. Raises ValueError as `trainer_at` does.
        """
        trainer: Trainer | None = None
        for iteration in iterations:
            if trainer is None or iteration - trainer.iteration > self.stride:
                trainer = self.trainer_at(iteration)
                steps = iter(trainer)
            else:
                # In one loop over the trainer: its beginning and end take as long as a step.
                next(islice(steps, iteration - trainer.iteration - 1, None))
            yield iteration, trainer.network
