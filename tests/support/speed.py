"""A speed of training that only the test sets, whatever would be pressed."""

from catgui.models.training.session import TrainingSession
from catgui.workers.training_worker import TrainingSpeed


class _FixedSpeed(TrainingSpeed):
    @property
    def iterations_per_second(self):
        return self.fixed

    @iterations_per_second.setter
    def iterations_per_second(self, wanted):
        pass


def fix_speed(session: TrainingSession, iterations_per_second: float | None) -> None:
    """Let the session train so fast from now on, also in the run under way; None is as fast as can be."""
    session.speed.__class__ = _FixedSpeed
    session.speed.fixed = iterations_per_second
