"""Any moment of a run at hand: key frames of the training, and the few steps after one of them taken again.

A step is a function of the state before it, so what is replayed is the very network that the run had then: nothing is
interpolated.
"""

from __future__ import annotations

from engine.training.trainer import Checkpoint, Trainer

# Key frames are no closer than this: so many small steps take about a millisecond.
_LEAST_STRIDE = 10
# What the key frames of a run may take together.
_MOST_BYTES = 24 * 2**20


class CheckpointHistory:
    """Key frames of a run. `record` is for the thread that trains; any thread may ask for a moment meanwhile.

    A run that goes on from a moment of another has the timeline of that one `before` its own.

    Attributes: `stride`, the steps from one frame to the next, as few as the memory for all iterations admits.
    """

    def __init__(self, trainer: Trainer, max_bytes: int = _MOST_BYTES, before: CheckpointHistory | None = None) -> None:
        first = trainer.checkpoint()
        # The first frame is one more than there are strides.
        most_strides = max(1, max_bytes // first.nbytes - 1)
        self._trainer = trainer
        self._before = before
        self._begins = first.iteration
        self.stride = max(_LEAST_STRIDE, -(-(trainer.config.iterations - first.iteration) // most_strides))
        self._frames: list[Checkpoint] = [first]

    def record(self) -> None:
        """Make a frame of the moment after a step, if one is due."""
        if (self._trainer.iteration - self._begins) % self.stride == 0:
            self._frames.append(self._trainer.checkpoint())

    @property
    def nbytes(self) -> int:
        """What the frames take."""
        return sum(frame.nbytes for frame in self._frames)

    def trainer_at(self, iteration: int) -> Trainer:
        """A trainer of its own that has taken `iteration` steps of the run, from which one can go on.

        Raises ValueError for a moment before the first frame or one that the run has not reached.
        """
        if self._before is not None and iteration < self._begins:
            return self._before.trainer_at(iteration)
        if not self._begins <= iteration <= self._trainer.iteration:
            raise ValueError(f"iteration {iteration} is outside {self._begins} to {self._trainer.iteration}")
        frame = self._frames[min((iteration - self._begins) // self.stride, len(self._frames) - 1)]
        trainer = self._trainer.resume_from(frame)
        trainer.take_steps(iteration - frame.iteration)
        return trainer
