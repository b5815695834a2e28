"""Pictures are stored once, as long as somebody uses them."""

import sqlite3

import numpy as np
import pytest

from catgui.profile.tables import PictureTable, create_tables


@pytest.fixture
def table():
    connection = sqlite3.connect(":memory:")
    create_tables(connection)
    yield PictureTable(connection)
    connection.close()


def added(*shades):
    return {f"hash of {shade}": np.full((2, 2, 3), shade, np.uint8) for shade in shades}


def shades(table):
    return sorted(pixels[0] for pixels in table.all().values())


def test_a_picture_of_many_owners_is_stored_once_and_goes_with_the_last(table):
    table.put(1, added(10, 20))
    table.put("other", added(20, 30))
    assert shades(table) == [10, 20, 30]
    table.put(1, {})
    assert shades(table) == [20, 30]
    table.put("other", {})
    assert shades(table) == []


def test_pictures_are_found_by_their_hash(table):
    table.put(1, {"a": b"the bytes of a photo"})
    assert dict(table.all()) == {"a": b"the bytes of a photo"}
    assert "b" not in table.all()


def test_only_uses_that_change_are_written(table):
    table.put(1, added(*range(100)))
    before = table._connection.total_changes
    table.put(1, added(*range(1, 101)))
    assert table._connection.total_changes - before == 4, "one use and one picture for another"
    table.put(1, added(*range(1, 101)))
    assert table._connection.total_changes - before == 4
