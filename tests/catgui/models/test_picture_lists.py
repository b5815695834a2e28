"""The lists of pictures: rows as given, those of the data, and wrong predictions that follow newer evaluations."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from catgui.domain.picture import ROW_ROLE, Picture, PictureRow
from catgui.models.picture_lists import (
    DatasetListModel,
    PictureListModel,
    PredictionListModel,
    remove_rows,
    replace_rows,
)
from engine.analysis.evaluation import Evaluation
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from tests.support.small_data import make_dataset

PIXELS = np.zeros((8, 8, 3), np.uint8)
ROWS = (
    PictureRow(PIXELS, "Training picture 3", ("effect +2.00", "share 0"), "a sentence", 1, Picture("train", 3)),
    PictureRow(PIXELS, "tom.jpg", ("noise, +0.10", "share −12.25"), "another", None, None),
)


def test_each_row_has_what_it_was_given(qapp):
    model = PictureListModel()
    assert model.rowCount() == 0
    model.show_rows(ROWS)
    assert [model.index(row).data(ROW_ROLE) for row in range(2)] == [*ROWS]
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "a sentence"
    assert model.headerData(0, Qt.Orientation.Horizontal, ROW_ROLE) == ["effect +2.00", "share −12.25"]


@pytest.mark.parametrize("keeps_places", [True, False])
@pytest.mark.parametrize(("count", "change"), [(1, "rowsRemoved"), (2, None), (3, "rowsInserted")])
def test_a_view_keeps_its_place_in_other_rows_only_if_wanted(qapp, keeps_places, count, change):
    model, emitted = PictureListModel(), []
    model.show_rows(ROWS)
    kept = QPersistentModelIndex(model.index(0))
    for name in ("modelReset", "rowsRemoved", "rowsInserted"):
        getattr(model, name).connect(lambda *_, name=name: emitted.append(name))
    model.show_rows((ROWS[1], *ROWS)[:count], keeps_places=keeps_places)
    assert emitted == ([change] * bool(change) if keeps_places else ["modelReset"])
    assert model.rowCount() == count
    assert kept.isValid() == keeps_places
    assert not keeps_places or kept.data(ROW_ROLE).title == ROWS[1].title


class Letters(QAbstractListModel):
    """A row per text; its first letter is its key."""

    def __init__(self, rows):
        super().__init__()
        self.rows = list(rows)

    def rowCount(self, parent=QModelIndex()):  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index, role=0):
        return self.rows[index.row()] if role == 0 else None

    def replace(self, wanted):
        replace_rows(self, self.rows, wanted, key=lambda row: row[0])


def signals_of(model):
    seen = []
    model.rowsInserted.connect(lambda _parent, first, last: seen.append(("inserted", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: seen.append(("removed", first, last)))
    model.dataChanged.connect(lambda first, last: seen.append(("changed", first.row(), last.row())))
    model.layoutChanged.connect(lambda: seen.append("moved"))
    return seen


@pytest.mark.parametrize(
    ("wanted", "signals"),
    [
        ("abcde", []),
        (["a", "b1", "c", "d1", "e"], [("changed", 1, 3)]),
        ("ade", [("removed", 1, 2)]),
        ("bd", [("removed", 4, 4), ("removed", 2, 2), ("removed", 0, 0)]),
        ("abcdefg", [("inserted", 5, 6)]),
        ("edcba", ["moved"]),
        ("fabcde", [("inserted", 5, 5), "moved"]),
    ],
)
def test_the_signals_are_the_fewest(qapp, wanted, signals):
    model = Letters("abcde")
    seen = signals_of(model)
    model.replace(list(wanted))
    assert model.rows == list(wanted)
    assert seen == signals


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_an_index_follows_its_row_whatever_the_change(qapp, before, after):
    model = Letters(before)
    kept = {letter: QPersistentModelIndex(model.index(row)) for row, letter in enumerate(before)}
    model.replace(after)
    assert model.rows == after
    for letter, index in kept.items():
        assert index.row() == (after.index(letter) if letter in after else -1)


def test_rows_are_removed_by_their_places(qapp):
    model = Letters("abcdef")
    remove_rows(model, model.rows, [0, 2, 3, 5])
    assert model.rows == ["b", "e"]


@pytest.fixture
def shown():
    """The parts and the label that pass the filter."""
    return {"parts": ("train", "test"), "label": None}


@pytest.fixture
def model(qapp, shown):
    def indices(dataset, part):
        labels = dataset.parts[part].labels[0]
        passes = (labels == shown["label"]) | (shown["label"] is None)
        return np.flatnonzero(passes & (part in shown["parts"]))

    return DatasetListModel(indices)


def test_keeps_qts_contract(qtmodeltester, model, shown, dataset):
    model.show_dataset(dataset)
    qtmodeltester.check(model)
    shown.update(parts=("test",), label=1)
    model.refill()
    qtmodeltester.check(model)


def test_gives_each_picture_where_it_is(model, shown, dataset):
    model.show_dataset(dataset)
    index = model.index(dataset.train.count + 3)
    assert index.data(ROW_ROLE).picture == Picture("test", 3)
    assert np.array_equal(index.data(ROW_ROLE).pixels, dataset.test.pictures[3])
    assert index.data(ROW_ROLE).label == dataset.test.labels[0, 3]
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Test picture 3: cat"


def test_a_picture_from_a_file_of_its_own_is_described_by_it(model, shown, dataset):
    files = tuple(f"dog/rex {index}.jpg" for index in range(dataset.train.count))
    model.show_dataset(replace(dataset, train=replace(dataset.train, files=files)))
    described = model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert described == "Training picture 2 (dog/rex 2.jpg): non-cat"


def test_filtered_rows_keep_their_index_in_the_data(model, shown, dataset):
    model.show_dataset(dataset)
    shown.update(parts=("train",), label=1)
    model.refill()
    cats = np.flatnonzero(dataset.train.labels[0])
    assert [model.index(row).data(ROW_ROLE).picture.index for row in range(model.rowCount())] == list(cats)


def test_a_picture_is_found_in_its_row(model, shown, dataset):
    model.show_dataset(dataset)
    for label in (None, 0, 1):
        shown.update(label=label)
        model.refill()
        rows = range(model.rowCount())
        assert [model.row_of(model.picture(row)) for row in rows] == list(rows)
    assert model.row_of(Picture("train", 1)) is None  # of the other class
    assert model.row_of(Picture("test", 99)) is None


def test_a_relabel_changes_one_row_and_lays_out_none(model, qtbot, dataset):
    assert model.show_dataset(dataset)
    edited = EditedDataset.of(dataset).relabel([PictureKey("test", 2)], 1)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged) as changed:
        assert not model.show_dataset(edited.dataset)
    row = dataset.train.count + 2
    assert (changed.args[0].row(), changed.args[1].row()) == (row, row)
    assert model.index(row).data(ROW_ROLE).edit_mark == "≠"
    with qtbot.waitSignal(model.dataChanged):  # back again
        model.show_dataset(dataset)
    assert model.index(row).data(ROW_ROLE).edit_mark == ""


def test_where_only_one_class_is_shown_a_relabeled_picture_goes(model, shown, dataset):
    model.show_dataset(dataset)
    shown.update(parts=("test",), label=1)
    model.refill()
    count = model.rowCount()
    assert model.show_dataset(EditedDataset.of(dataset).relabel(model.keys([0]), 0).dataset)
    assert model.rowCount() == count - 1


def evaluated(dataset, probabilities, part="test"):
    return Evaluation(np.array([probabilities], dtype=float), dataset.parts[part].labels, dataset.classes)


@pytest.fixture
def small(qapp):
    """Six test pictures, of which 0 and 3 are cats."""
    return make_dataset(train=6, test=6)


@pytest.fixture
def wrong(small):
    """Wrong are, most confident first: 2 (0.9), 0 (0.2) and 4 (0.6)."""
    wrong = PredictionListModel()
    wrong.show_evaluation(small, "test", evaluated(small, [0.2, 0.1, 0.9, 0.8, 0.6, 0.1]))
    return wrong


def places_in(wrong):
    return [wrong.picture(row).index for row in range(wrong.rowCount())]


def test_keeps_qts_contract_while_it_follows_the_training(qtmodeltester, small):
    wrong = PredictionListModel()
    qtmodeltester.check(wrong)
    for probabilities in (
        [0.2, 0.1, 0.9, 0.8, 0.6, 0.1],
        [0.3, 0.7, 0.9, 0.1, 0.1, 0.1],
        [0.9, 0.1, 0.1, 0.9, 0.1, 0.1],
    ):
        wrong.show_evaluation(small, "test", evaluated(small, probabilities))
    qtmodeltester.check(wrong)


def test_a_row_has_predicted_class_confidence_and_true_class(wrong, small):
    assert places_in(wrong) == [2, 0, 4], "the most confident first"
    index = wrong.index(1)
    assert index.data(ROW_ROLE).picture == Picture("test", 0)
    assert np.array_equal(index.data(ROW_ROLE).pixels, small.test.pictures[0])
    assert index.data(ROW_ROLE).label == 1
    assert index.data(ROW_ROLE).lines == ("non-cat", "80%", "Actual: cat")
    sentence = "Test picture 0, wrong. Predicted: non-cat (80%). Actual: cat."
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == sentence


def test_markup_in_a_class_name_is_escaped_in_the_tooltip(qapp):
    dataset = make_dataset(train=6, test=6, classes=("<b>dog</b>", "cat"))
    wrong = PredictionListModel()
    wrong.show_evaluation(dataset, "test", evaluated(dataset, [0.9, 0.9, 0.1, 0.9, 0.1, 0.1]))
    assert "&lt;b&gt;dog" in wrong.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_unchanged_rows_emit_no_signal(wrong, small, qtbot):
    signals = [wrong.dataChanged, wrong.layoutChanged, wrong.rowsRemoved, wrong.rowsInserted, wrong.modelReset]
    emitted = []
    for signal in signals:
        signal.connect(lambda *args: emitted.append(args))
    wrong.show_evaluation(small, "test", evaluated(small, [0.2, 0.1, 0.9, 0.8, 0.6, 0.1]))
    assert emitted == []
    with qtbot.waitSignal(wrong.dataChanged) as changed:
        wrong.show_evaluation(small, "test", evaluated(small, [0.25, 0.1, 0.9, 0.8, 0.6, 0.1]))
    assert [index.row() for index in changed.args[:2]] == [1, 1]


def test_another_part_or_other_data_begin_anew(wrong, small, qtbot):
    with qtbot.waitSignal(wrong.modelReset):
        wrong.show_evaluation(small, "train", evaluated(small, [0.9, 0.9, 0.1, 0.9, 0.1, 0.1], "train"))
    assert wrong.picture(0) == Picture("train", 1)
    assert wrong.row_of(Picture("test", 1)) is None
    with qtbot.waitSignal(wrong.modelReset):
        wrong.show_evaluation(None, "train", None)
    assert wrong.rowCount() == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 10), min_size=6, max_size=6), min_size=1, max_size=6))
def test_after_any_updates_it_shows_the_wrong_predictions(small, history):
    wrong = PredictionListModel()
    for tenths in history:
        evaluation = evaluated(small, [tenth / 10 for tenth in tenths])
        kept = {wrong.picture(row): QPersistentModelIndex(wrong.index(row)) for row in range(wrong.rowCount())}
        wrong.show_evaluation(small, "test", evaluation)
        assert places_in(wrong) == [one.index for one in evaluation.wrong()]
        for picture, index in kept.items():
            assert (index.row() if index.isValid() else None) == wrong.row_of(picture)
