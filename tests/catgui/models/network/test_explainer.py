"""The explainer follows the session and the picked picture while it is visible."""

import numpy as np
import pytest

from catgui.domain import explanation as explanation_texts
from catgui.models.network.explainer import Explainer
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.playback import RunPlayback
from engine.analysis.attribution import explain
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from tests.support.models import plain_model

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=20)


class Recorder:
    """Records the signals of an explainer."""

    def __init__(self, explainer):
        self.results, self.texts = [], []
        explainer.found.connect(self.results.append)
        explainer.unavailable.connect(self.texts.append)


@pytest.fixture
def picked(qapp):
    return SelectedPicture()


@pytest.fixture
def explainer(session, picked):
    explainer = Explainer(session, picked)
    explainer.recorded = Recorder(explainer)
    yield explainer
    explainer.shutdown()


def train(session, dataset, qtbot, config=CONFIG):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, config)


def expected(session, pixels):
    example = Examples.from_pictures(pixels[np.newaxis], np.zeros((1, 1), np.int64))
    return explain(session.snapshot.network, example)


def newest(explainer, logit):
    results = explainer.recorded.results
    return bool(results) and results[-1].explanation.logit == logit


def test_missing_preconditions_are_named(explainer, session, picked, dataset, qtbot):
    explainer.set_active(True)
    assert explainer.recorded.texts == [explanation_texts.NO_NETWORK]
    train(session, dataset, qtbot)
    assert explainer.recorded.texts[-1] == explanation_texts.NO_PICTURE
    picked.pick(np.zeros((5, 5, 3), np.uint8), "another size")
    assert explainer.recorded.texts[-1] == explanation_texts.OTHER_SHAPE
    assert explainer.recorded.results == []


def test_the_picked_picture_is_explained(explainer, session, picked, dataset, qtbot):
    train(session, dataset, qtbot)
    explainer.set_active(True)
    for index in (2, 3):
        pixels = dataset.test.pictures[index]
        picked.pick(pixels, f"Test picture {index}")
        qtbot.waitUntil(lambda pixels=pixels: newest(explainer, expected(session, pixels).logit))
        result = explainer.recorded.results[-1]
        assert result.subject.title == f"Test picture {index}"
        assert result.subject.dataset is dataset
        np.testing.assert_array_equal(result.subject.pixels, pixels)
        np.testing.assert_array_equal(result.explanation.contributions, expected(session, pixels).contributions)


def test_it_follows_playback(explainer, session, picked, dataset, qtbot):
    train(session, dataset, qtbot)
    travel = RunPlayback(session)
    explainer.set_active(True)
    picked.pick(dataset.test.pictures[2], "Test picture 2")
    travel.seek(7)
    qtbot.waitUntil(lambda: session.snapshot.iterations == 7)
    logit = expected(session, dataset.test.pictures[2]).logit
    qtbot.waitUntil(lambda: newest(explainer, logit))
    travel.shutdown()


def test_a_network_from_a_file_needs_its_run(explainer, session, picked, dataset, qtbot):
    train(session, dataset, qtbot)
    parameters = session.snapshot.network.parameters
    model = plain_model(parameters, dataset.classes, dataset.picture_shape, CONFIG, np.ones(20), dataset.name)
    picked.pick(dataset.test.pictures[2], "Test picture 2")
    explainer.set_active(True)
    session.set_model(dataset, model)
    qtbot.waitUntil(lambda: explainer.recorded.texts != [])
    assert "Its training on random pictures must be repeated first" in explainer.recorded.texts[-1]


def test_a_result_for_a_dropped_network_is_discarded(explainer, session, picked, dataset, qtbot):
    train(session, dataset, qtbot)
    explainer.set_active(True)
    picked.pick(dataset.test.pictures[2], "Test picture 2")
    session.reset()
    assert explainer.recorded.texts == [explanation_texts.NO_PICTURE, explanation_texts.NO_NETWORK]
    qtbot.waitUntil(lambda: not explainer._task.busy)
    assert explainer.recorded.results == []
