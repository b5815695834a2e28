"""How many key frames there are, counted by what they take."""

import pytest

from engine.training.checkpoints import CheckpointHistory
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples


def timeline_after(steps, iterations, max_bytes=2**30):
    trainer = Trainer(random_examples(6, 2), TrainingConfig((2,), iterations=iterations))
    timeline = CheckpointHistory(trainer, max_bytes)
    for _ in range(steps):
        trainer.take_steps(1)
        timeline.record()
    return timeline


@pytest.mark.parametrize(("steps", "frames"), [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (35, 4)])
def test_a_frame_is_kept_at_each_stride_and_not_between(steps, frames):
    frame = timeline_after(0, 100).nbytes

    assert timeline_after(steps, 100).nbytes == frames * frame


@pytest.mark.parametrize(("room", "stride"), [(1, 95), (2, 95), (3, 48), (4, 32), (9, 12), (11, 10), (50, 10)])
def test_the_frames_of_a_whole_run_fill_the_room_there_is(room, stride):
    frame = timeline_after(0, 95).nbytes
    timeline = timeline_after(95, 95, room * frame)

    assert timeline.stride == stride
    # One frame is the beginning, and one more is the least that a run can be found by.
    assert timeline.nbytes <= max(2, room) * frame
