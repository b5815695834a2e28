"""Added pictures are stored once, as long as somebody uses them."""

import sqlite3

import numpy as np
import pytest

from catgui.models.edits.picture_table import PictureTable
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture
from tests.support.small_data import make_dataset


@pytest.fixture
def table():
    connection = sqlite3.connect(":memory:")
    yield PictureTable(connection)
    connection.close()


def added(*shades):
    pictures = [AddedPicture(np.full((8, 8, 3), shade, np.uint8)) for shade in shades]
    return EditedDataset.of(make_dataset()).add(pictures, 1, "train").edits


def shades(table):
    return sorted(pixels[0] for pixels in table.pixels().values())


def test_a_picture_of_many_owners_is_stored_once_and_goes_with_the_last(table):
    table.put(1, added(10, 20))
    table.put("other", added(20, 30))
    assert shades(table) == [10, 20, 30]
    table.remove(1)
    assert shades(table) == [20, 30]
    table.remove("other")
    assert shades(table) == []


def test_the_pictures_of_an_owner_replace_those_it_had(table):
    table.put(1, added(10, 20))
    table.put(1, added(20))
    assert shades(table) == [20]
    table.put(1, None)
    assert shades(table) == []


def test_pixels_are_found_by_the_hash_of_the_picture(table):
    table.put(1, edits := added(10))
    assert {sha256: np.frombuffer(it, np.uint8).tolist() for sha256, it in table.pixels().items()} == {
        picture.sha256: picture.pixels.ravel().tolist() for picture in edits.added.values()
    }
