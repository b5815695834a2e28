"""Pictures of folders that are added to a data set."""

import threading

import numpy as np
import pytest

from engine.data.edited_dataset import EditedDataset
from engine.data.image_folder.additions import add_pictures, read_folder_pictures
from engine.errors import CancelledError, DatasetError
from engine.images.photo import Framing
from engine.images.reader import read_view
from tests.support.picture_files import RED, make_photo, picture
from tests.support.small_data import make_dataset


@pytest.fixture
def cats(tmp_path):
    """Ten pictures of which two are equal, beside a folder and a text."""
    folder = tmp_path / "cats"
    (folder / "more").mkdir(parents=True)
    (folder / "notes.txt").write_text("no picture")
    for number in range(9):
        picture(folder / f"{number}.png", RED, number)
    picture(folder / "9.png", RED, 8)
    return folder


def test_the_pictures_of_a_folder_are_read_in_the_size_of_the_data(cats):
    seen = []

    found = read_folder_pictures(cats, (8, 10), Framing.CENTER, lambda *now: seen.append(now))

    assert [made.file for made in found.pictures] == [f"cats/{number}.png" for number in range(10)]
    for number, made in enumerate(found.pictures):
        np.testing.assert_array_equal(made.pixels, read_view(cats / f"{number}.png", (8, 10), Framing.CENTER))
        assert made.pixels.base is None
    assert seen[-1] == (10, 10)
    assert found.faults == ()


def test_unreadable_pictures_are_listed_and_left_out(cats):
    (cats / "3.png").write_bytes(b"just words")

    found = read_folder_pictures(cats, (8, 8))

    assert len(found.pictures) == 9
    assert [fault.path for fault in found.faults] == [str(cats / "3.png")]


def test_folders_without_pictures_are_refused(tmp_path, cats):
    with pytest.raises(DatasetError, match=r"more: it holds no pictures directly in it\. Put the pictures to be added"):
        read_folder_pictures(cats / "more", (8, 8))
    with pytest.raises(DatasetError, match=r"nowhere: there is no such folder\. Name a folder with the pictures"):
        read_folder_pictures(tmp_path / "nowhere", (8, 8))
    with pytest.raises(DatasetError, match=r"0\.png: it is no folder\. Name a folder"):
        read_folder_pictures(cats / "0.png", (8, 8))
    bad = make_photo(cats / "more" / "bad.png")
    bad.write_bytes(b"just words")
    with pytest.raises(DatasetError, match=r"more: none of its pictures could be read\. Add others\. bad\.png: "):
        read_folder_pictures(cats / "more", (8, 8))


def test_reading_is_cancelled(cats):
    cancelled = threading.Event()
    cancelled.set()

    with pytest.raises(CancelledError):
        read_folder_pictures(cats, (8, 8), cancelled=cancelled)


@pytest.mark.parametrize(("percent", "tested"), [(0, 0), (30, 3), (90, 9)])
def test_a_share_of_them_is_for_testing(cats, percent, tested):
    pictures = read_folder_pictures(cats, (8, 8)).pictures
    dataset = make_dataset()

    parts = [add_pictures(EditedDataset.of(dataset), pictures, 1, percent, seed=5).dataset for _ in range(2)]

    assert parts[0].fingerprint == parts[1].fingerprint
    assert parts[0].test.count == dataset.test.count + tested
    assert parts[0].train.count == dataset.train.count + 10 - tested
    # The two equal ones are in one part.
    both = {"cats/8.png", "cats/9.png"}
    assert both <= set(parts[0].train.files) or both <= set(parts[0].test.files)


def test_a_single_picture_is_for_training(cats):
    pictures = read_folder_pictures(cats, (8, 8)).pictures[8:]  # the equal ones

    added = add_pictures(EditedDataset.of(make_dataset()), pictures, 1, 50)

    assert (added.dataset.train.count, added.dataset.test.count) == (26, 10)
