"""Checkpoints of a run, from which any iteration is replayed.

A step is a function of the state before it, so replaying the few steps after a checkpoint gives the very network that
the run had then, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from engine.nn.interface import TrainableNetwork
from engine.training.trainer import Checkpoint, Trainer


class CheckpointHistory:
    """The checkpoints of a run.

    One thread trains and calls `record`; any thread may call `trainer_at` meanwhile.

    `before` is the history of the run that this one was branched from.

    Attributes: `stride`, the steps between two checkpoints, as few as `max_bytes` allows for all iterations.
    """

    def __init__(self, trainer: Trainer, max_bytes: int | None = None, before: CheckpointHistory | None = None) -> None:
        first = trainer.checkpoint()
        if max_bytes is None:
            max_bytes = trainer.network.most_checkpoint_bytes
        # There is one checkpoint more than strides.
        max_strides = max(1, max_bytes // first.nbytes - 1)
        self._trainer = trainer
        self._before = before
        self._begin = first.iteration
        self.stride = max(
            trainer.network.checkpoint_stride, -(-(trainer.config.iterations - first.iteration) // max_strides)
        )
        self._checkpoints: list[Checkpoint] = [first]
        # The state that was replayed last: a run that is played back goes on from there.
        self._replayed = first

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
        return self._history_of(iteration)._own_trainer_at(iteration)

    def replay(self, iterations: Iterable[int]) -> Iterator[tuple[int, TrainableNetwork]]:
        """The networks after each of `iterations`, which increase; each one is valid until the next.

        No step is replayed twice, and none from which a checkpoint is nearer. Raises ValueError as `trainer_at` does.
        """
        history: CheckpointHistory | None = None
        trainer, steps = self._trainer, iter(self._trainer)
        for iteration in iterations:
            before, history = history, self._history_of(iteration)
            if history is not before or iteration - trainer.iteration > history.stride:
                trainer = history._own_trainer_at(iteration)
                steps = iter(trainer)
            else:
                # In one loop over the trainer: its beginning and end take as long as a step.
                next(islice(steps, iteration - trainer.iteration - 1, None))
            yield iteration, trainer.network

    def _history_of(self, iteration: int) -> CheckpointHistory:
        history = self
        while history._before is not None and iteration < history._begin:  # a loop: there may be thousands
            history = history._before
        if not history._begin <= iteration <= history._trainer.iteration:
            raise ValueError(f"iteration {iteration} is outside {history._begin} to {history._trainer.iteration}")
        return history

    def _own_trainer_at(self, iteration: int) -> Trainer:
        checkpoint = self._checkpoints[min((iteration - self._begin) // self.stride, len(self._checkpoints) - 1)]
        replayed = self._replayed
        if checkpoint.iteration < replayed.iteration <= iteration:
            checkpoint = replayed
        trainer = self._trainer.resume_from(checkpoint)
        trainer.take_steps(iteration - checkpoint.iteration)
        self._replayed = trainer.checkpoint()
        return trainer
