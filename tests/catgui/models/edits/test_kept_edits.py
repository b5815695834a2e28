"""The edits of data sets in a file, by what their originals contain."""

import sqlite3
from dataclasses import replace

import numpy as np
import pytest

from catgui.models.edits import kept_edits
from catgui.models.edits.kept_edits import KeptEdits, carry_over, edited_pictures
from engine.data.dataset import DataOrigin, Part
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, LEFT_OUT, AddedPicture, DatasetEdits, PictureKey, Placement
from tests.support.small_data import make_dataset


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new folder" / "edits.sqlite"


def edits_of(dataset, shade=3):
    picture = AddedPicture(np.full((8, 8, 3), shade, np.uint8), "cats/tom.png")
    return EditedDataset.of(dataset).add([picture], 1, "train").relabel([PictureKey("test", 2)], 1).edits


def keep(path, dataset, edits):
    """Open `dataset` and edit it in a new window."""
    kept = KeptEdits(path)
    kept.find(dataset)
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


@pytest.mark.parametrize("damage", ["UPDATE data_edits SET edits = '{'", "DELETE FROM pictures"])
def test_damaged_edits_are_logged_and_the_data_open_without(path, dataset, damage, caplog):
    keep(path, dataset, edits_of(dataset))
    with sqlite3.connect(path) as connection:
        connection.execute(damage)
    connection.close()
    assert KeptEdits(path).find(dataset) is None
    assert "cannot be read" in caplog.text


def test_edits_that_cannot_be_written_are_found_in_the_window_and_written_later(tmp_path, dataset):
    (tmp_path / "file").touch()
    kept = KeptEdits(tmp_path / "file" / "edits.sqlite")
    kept.put(dataset, edits_of(dataset))
    with pytest.raises(OSError, match="file"):
        kept.write()
    assert kept.find(make_dataset()) == edits_of(dataset), "the same data are opened again"
    (tmp_path / "file").unlink()
    kept.write()
    assert KeptEdits(kept.path).find(dataset) == edits_of(dataset)


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


class Window:
    """One of several windows that edit the same data."""

    def __init__(self, path):
        self.kept, self.original = KeptEdits(path), make_dataset()
        self.edited = EditedDataset(self.original, self.kept.find(self.original) or DatasetEdits())

    def edit(self, change):
        """Edit the data; returns the names of the data sets that were edited in other windows."""
        self.edited = change(self.edited)
        self.kept.put(self.original, self.edited.edits)
        return self.kept.write()

    def add(self, shade, part="train"):
        picture = AddedPicture(np.full((8, 8, 3), shade, np.uint8), f"{shade}.png")
        return self.edit(lambda data: data.add([picture], 1, part))


def found(path):
    """The labels and parts of all edited pictures, as a new window finds them; added ones by their file."""
    edits = KeptEdits(path).find(make_dataset()) or DatasetEdits()
    names = {key: edits.added[key.index].file if key.source == "added" else key for key in edits.placements}
    return {names[key]: (at.part, at.label) for key, at in edits.placements.items()}


KEY, OTHER_KEY = PictureKey("train", 1), PictureKey("train", 2)


def test_the_edits_of_two_windows_are_kept_together(path):
    first, second = Window(path), Window(path)
    assert first.edit(lambda data: data.relabel([KEY], 1)) == []
    assert second.edit(lambda data: data.relabel([OTHER_KEY], 1)) == ["random pictures"]
    assert second.edit(lambda data: data.leave_out([OTHER_KEY])) == []
    assert first.edit(lambda data: data.move([KEY], "test")) == ["random pictures"]
    assert found(path) == {KEY: ("test", 1), OTHER_KEY: ("", 1)}


def test_what_a_window_takes_back_does_not_take_back_the_edits_of_another(path):
    first, second = Window(path), Window(path)
    first.edit(lambda data: data.relabel([KEY], 1))
    second.edit(lambda data: data.relabel([KEY, OTHER_KEY], 1).leave_out([PictureKey("test", 1)]))
    first.edit(lambda data: data.revert([KEY]))
    assert found(path) == {OTHER_KEY: ("train", 1), PictureKey("test", 1): ("", 0)}


def test_pictures_that_two_windows_added_under_one_number_are_both_kept(path):
    first, second = Window(path), Window(path)
    first.add(1)
    second.add(2)
    second.add(1, "test")  # which both have now: the later one counts
    first.add(3)
    second.edit(lambda data: data.revert([PictureKey("added", 0)]))
    assert found(path) == {"1.png": ("test", 1), "3.png": ("train", 1)}


def test_data_that_two_windows_would_leave_without_a_class_are_those_of_the_last(path):
    first, second = Window(path), Window(path)
    cats = [PictureKey("test", index) for index in np.flatnonzero(make_dataset().test.labels[0] == 1).tolist()]
    first.edit(lambda data: data.leave_out(cats[1:]))
    second.edit(lambda data: data.leave_out(cats[:1]))
    assert found(path) == {cats[0]: ("", 1)}


def test_edits_that_another_window_has_damaged_are_replaced(path, dataset):
    window = Window(path)
    keep(path, dataset, edits_of(dataset))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE data_edits SET edits = '{'")
    connection.close()
    window.edit(lambda data: data.relabel([KEY], 1))
    assert found(path) == {KEY: ("train", 1)}


def test_edits_are_still_those_of_the_window_after_a_write_that_failed(path, monkeypatch):
    window, other = Window(path), Window(path)
    with monkeypatch.context() as patch:
        patch.setattr(kept_edits, "_encode", raise_full_disk)
        with pytest.raises(sqlite3.OperationalError):
            window.edit(lambda data: data.relabel([KEY], 1))
    other.edit(lambda data: data.relabel([OTHER_KEY], 1))
    window.edit(lambda data: data.leave_out([PictureKey("test", 1)]))
    assert set(found(path)) == {KEY, OTHER_KEY, PictureKey("test", 1)}


def raise_full_disk(*_):
    raise sqlite3.OperationalError("database or disk is full")


def test_edits_of_a_newer_program_are_told_and_stay_as_they_are(path, dataset):
    keep(path, dataset, edits_of(dataset))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("UPDATE written_by SET program = '0.4'")
    connection.close()
    before = path.read_bytes()

    kept = KeptEdits(path)
    assert kept.find(dataset) is None
    assert "the edits were written by Catgui 0.4, in another format; update Catgui" in kept.newer
    kept.put(dataset, edits_of(dataset, shade=9))
    with pytest.raises(sqlite3.DatabaseError, match=r"written by Catgui 0\.4"):
        kept.write()
    assert path.read_bytes() == before


A, B, C = (PictureKey("train", index) for index in (1, 2, 4))


@pytest.fixture
def original():
    return make_dataset()


def carried(edited, dataset):
    return carry_over(edited.edits, edited_pictures(edited.original, edited.edits), dataset)


def test_pictures_are_found_at_another_index_and_those_that_are_gone_are_left_out(original):
    edited = EditedDataset.of(original).relabel([A], 1).leave_out([B]).move([C], "test")
    train = original.train
    shorter = replace(original, train=Part(train.pictures[2:], train.labels[:, 2:]))
    assert carried(edited, shorter).placements == {
        PictureKey("train", 0): Placement(LEFT_OUT, 0),
        PictureKey("train", 2): Placement("test", 0),
    }


def test_a_picture_in_the_other_part_stays_there_with_its_label(original):
    edited = EditedDataset.of(original).relabel([A], 1).move([B], "test")
    swapped = replace(original, train=original.test, test=original.train)
    assert carried(edited, swapped).placements == {PictureKey("test", 1): Placement("test", 1)}


def test_added_pictures_are_carried_over(original):
    edited = EditedDataset.of(original).add([AddedPicture(np.zeros((8, 8, 3), np.uint8))], 1, "train")
    found = carried(edited, make_dataset(seed=9))
    assert found == edited.edits
    assert set(found.placements) == {PictureKey(ADDED, 0)}
    assert carried(edited, make_dataset(side=16)).are_none
