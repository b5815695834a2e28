"""The edits of data sets in a file, by what their originals contain."""

import sqlite3
from dataclasses import replace

import numpy as np
import pytest

from catgui.models.edits.kept_edits import KeptEdits
from engine.data.dataset import Part
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, DatasetEdits, PictureKey
from engine.data.origin import DataOrigin
from engine.errors import EngineError
from tests.support.small_data import make_dataset


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new folder" / "edits.sqlite"


def edits_of(dataset, shade=3):
    picture = AddedPicture(np.full((8, 8, 3), shade, np.uint8), "cats/tom.png")
    return EditedDataset.of(dataset).add([picture], 1, "train").relabel([PictureKey("test", 2)], 1).edits


def keep(path, dataset, edits):
    kept = KeptEdits(path)
    kept.put(dataset, edits)
    kept.write()


def test_edits_come_back_with_their_pictures_for_the_same_data_wherever_they_lie(path, dataset):
    keep(path, dataset, edits := edits_of(dataset))
    again = replace(make_dataset(), name="a copy elsewhere", source="elsewhere")
    found = KeptEdits(path).find(again)
    assert found == edits
    assert np.array_equal(found.added[0].pixels, edits.added[0].pixels)
    assert KeptEdits(path).find(make_dataset(seed=5)) is None


def test_no_edits_are_forgotten_with_their_pictures(path, dataset):
    keep(path, dataset, edits_of(dataset))
    keep(path, dataset, DatasetEdits())
    assert KeptEdits(path).find(dataset) is None
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM pictures").fetchone() == (0,)
    connection.close()


def test_each_data_set_has_edits_of_its_own(path, dataset):
    other = make_dataset(seed=5)
    keep(path, dataset, first := edits_of(dataset, shade=1))
    keep(path, other, second := edits_of(other, shade=2))
    assert (KeptEdits(path).find(dataset), KeptEdits(path).find(other)) == (first, second)


def test_what_is_not_written_yet_is_found(path, dataset):
    kept = KeptEdits(path)
    kept.put(dataset, edits := edits_of(dataset))
    assert kept.find(make_dataset()) == edits


def test_nothing_is_kept_without_a_file(dataset):
    kept = KeptEdits()
    kept.put(dataset, edits_of(dataset))
    kept.write()
    assert kept.find(dataset) is None


@pytest.mark.parametrize(
    "damage", ["UPDATE data_edits SET edits = '{'", "DELETE FROM pictures", "PRAGMA user_version = 99"]
)
def test_damaged_edits_are_logged_and_the_data_open_without(path, dataset, damage, caplog):
    keep(path, dataset, edits_of(dataset))
    with sqlite3.connect(path) as connection:
        connection.execute(damage)
    connection.close()
    assert KeptEdits(path).find(dataset) is None
    assert "cannot be read" in caplog.text


def test_a_file_that_cannot_be_written_is_named(tmp_path, dataset):
    (tmp_path / "file").touch()
    kept = KeptEdits(tmp_path / "file" / "edits.sqlite")
    kept.put(dataset, edits_of(dataset))
    with pytest.raises(EngineError, match=r"could not be written to .*edits\.sqlite"):
        kept.write()


def at_place(dataset, pictures=None):
    """`dataset` as it is found at a place, with other training pictures if any are given, labelled as before."""
    train = dataset.train
    if pictures is not None:
        train = Part(train.pictures[pictures], train.labels[:, pictures])
    return replace(dataset, train=train, origin=DataOrigin(("/data/pets",)))


def test_edits_are_carried_over_when_other_pictures_are_at_the_place(path, dataset):
    first, second = PictureKey("train", 1), PictureKey("train", 2)
    edits = EditedDataset.of(at_place(dataset)).relabel([first], 1).leave_out([second]).edits
    keep(path, at_place(dataset), edits)
    moved_up = at_place(dataset, [0, *range(2, 24)])
    assert KeptEdits(path).find(moved_up).placements == {PictureKey("train", 1): edits.placements[second]}
    assert KeptEdits(path).find(replace(moved_up, origin=DataOrigin(("/data/other",)))) is None
    assert KeptEdits(path).find(replace(moved_up, origin=None)) is None


def test_carried_edits_that_were_discarded_do_not_come_back(path, dataset):
    keep(path, at_place(dataset), EditedDataset.of(at_place(dataset)).relabel([PictureKey("train", 1)], 1).edits)
    other = at_place(dataset, range(23))
    assert KeptEdits(path).find(other) is not None
    keep(path, other, DatasetEdits())
    assert KeptEdits(path).find(other) is None
