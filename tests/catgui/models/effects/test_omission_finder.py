"""What changes without one training picture: kept for a run, declined, forgotten."""

import numpy as np
import pytest

from catgui.models.effects import effect_tasks
from catgui.models.effects.effect_tasks import Trained
from catgui.models.effects.omission_finder import OmissionFinder
from engine.errors import CancelledError
from engine.training.config import TrainingConfig
from tests.support.photo_entries import make_entry

CONFIG = TrainingConfig(hidden_layers=(4,), learning_rate=0.1, iterations=40, seed=3)


@pytest.fixture
def finder(qapp):
    finder = OmissionFinder()
    yield finder
    finder.shutdown()


@pytest.fixture
def trained(dataset):
    return Trained(dataset, CONFIG)


def test_what_is_known_is_about_the_photos_there_were(finder, trained, qtbot):
    with qtbot.waitSignal(finder.found):
        finder.start(trained, 3, 1)
    assert finder.index is None
    assert np.array_equal(finder.known(trained, 3).omitted, [3])
    assert finder.known(trained, 4) is None
    assert finder.known(Trained(trained.dataset, CONFIG, (make_entry("tom.png"),)), 3) is None
    finder.forget()
    assert finder.known(trained, 3) is None


def test_a_picture_that_is_declined_is_remembered_until_another_run(finder, trained, qtbot, monkeypatch):
    def wait(_trained, _index, _seeds, _progress, cancelled):
        cancelled.wait()
        raise CancelledError

    monkeypatch.setattr(effect_tasks, "find_one", wait)
    finder.start(trained, 3, 1)
    assert finder.index == 3
    finder.decline()
    assert finder.index is None
    assert finder.is_declined(3)
    qtbot.waitUntil(lambda: not finder.busy)
    finder.forget()
    assert not finder.is_declined(3)
