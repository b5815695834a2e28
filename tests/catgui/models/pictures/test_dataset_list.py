"""The list of pictures, by Qt's own checks of a model and by what it gives."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.pictures.dataset_list import DatasetListModel
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey


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
