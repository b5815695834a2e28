"""The list of wrong predictions: what it gives, and that it follows newer evaluations without losing what is kept."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.pictures.prediction_list import PredictionListModel
from engine.analysis.evaluation import Evaluation
from tests.support.small_data import make_dataset


def evaluated(dataset, probabilities, part="test"):
    return Evaluation(np.array([probabilities], dtype=float), dataset.parts[part].labels, dataset.classes)


@pytest.fixture
def small(qapp):
    """Six test pictures, of which 0 and 3 are cats."""
    return make_dataset(train=6, test=6)


@pytest.fixture
def model(small):
    """Wrong are, most confident first: 2 (0.9), 0 (0.2) and 4 (0.6)."""
    model = PredictionListModel()
    model.show_evaluation(small, "test", evaluated(small, [0.2, 0.1, 0.9, 0.8, 0.6, 0.1]))
    return model


def shown(model):
    return [model.picture(row).index for row in range(model.rowCount())]


def test_keeps_qts_contract_while_it_follows_the_training(qtmodeltester, small):
    model = PredictionListModel()
    qtmodeltester.check(model)
    for probabilities in (
        [0.2, 0.1, 0.9, 0.8, 0.6, 0.1],
        [0.3, 0.7, 0.9, 0.1, 0.1, 0.1],
        [0.9, 0.1, 0.1, 0.9, 0.1, 0.1],
    ):
        model.show_evaluation(small, "test", evaluated(small, probabilities))
    qtmodeltester.check(model)


def test_a_row_has_predicted_class_confidence_and_true_class(model, small):
    assert shown(model) == [2, 0, 4], "the most confident first"
    index = model.index(1)
    assert index.data(ROW_ROLE).picture == Picture("test", 0)
    assert np.array_equal(index.data(ROW_ROLE).pixels, small.test.pictures[0])
    assert index.data(ROW_ROLE).label == 1
    assert index.data(ROW_ROLE).lines == ("non-cat", "80%", "Actual: cat")
    sentence = "Test picture 0, wrong. Predicted: non-cat (80%). Actual: cat."
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == sentence


def test_markup_in_a_class_name_is_escaped_in_the_tooltip(qapp):
    dataset = make_dataset(train=6, test=6, classes=("<b>dog</b>", "cat"))
    model = PredictionListModel()
    model.show_evaluation(dataset, "test", evaluated(dataset, [0.9, 0.9, 0.1, 0.9, 0.1, 0.1]))
    assert "&lt;b&gt;dog" in model.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_unchanged_rows_emit_no_signal(model, small, qtbot):
    signals = [model.dataChanged, model.layoutChanged, model.rowsRemoved, model.rowsInserted, model.modelReset]
    emitted = []
    for signal in signals:
        signal.connect(lambda *args: emitted.append(args))
    model.show_evaluation(small, "test", evaluated(small, [0.2, 0.1, 0.9, 0.8, 0.6, 0.1]))
    assert emitted == []
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.show_evaluation(small, "test", evaluated(small, [0.25, 0.1, 0.9, 0.8, 0.6, 0.1]))
    assert [index.row() for index in changed.args[:2]] == [1, 1]


def test_another_part_or_other_data_begin_anew(model, small, qtbot):
    with qtbot.waitSignal(model.modelReset):
        model.show_evaluation(small, "train", evaluated(small, [0.9, 0.9, 0.1, 0.9, 0.1, 0.1], "train"))
    assert model.picture(0) == Picture("train", 1)
    assert model.row_of(Picture("test", 1)) is None
    with qtbot.waitSignal(model.modelReset):
        model.show_evaluation(None, "train", None)
    assert model.rowCount() == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 10), min_size=6, max_size=6), min_size=1, max_size=6))
def test_after_any_updates_it_shows_the_wrong_predictions(small, history):
    model = PredictionListModel()
    for tenths in history:
        evaluation = evaluated(small, [tenth / 10 for tenth in tenths])
        kept = {model.picture(row): QPersistentModelIndex(model.index(row)) for row in range(model.rowCount())}
        model.show_evaluation(small, "test", evaluation)
        assert shown(model) == [one.index for one in evaluation.wrong()]
        for picture, index in kept.items():
            assert (index.row() if index.isValid() else None) == model.row_of(picture)
