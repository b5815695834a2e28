"""The photo that is looked at enlarged."""

import numpy as np
import pytest

from catgui.domain.photo_entry import PhotoState
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.photos.opened_photo import OpenedPhoto
from catgui.workers.photo_reader import ENLARGED_SIDE
from engine.images.photo import PREVIEW_SIDE
from tests.support.photo_collections import add, pictures
from tests.support.picture_files import make_photo


@pytest.fixture
def photos(collection):
    return collection


@pytest.fixture
def opened(photos):
    return OpenedPhoto(photos)


@pytest.mark.parametrize(
    ("size", "shape"), [((1200, 600), (ENLARGED_SIDE // 2, ENLARGED_SIDE)), ((200, 400), (400, 200))]
)
def test_a_photo_is_enlarged_in_its_own_shape_and_never_beyond_its_pixels(opened, photos, qtbot, tmp_path, size, shape):
    add(qtbot, photos, [PathSource(str(make_photo(tmp_path / "a.png", "blue", size)))])
    before = next(iter(photos))
    opened.open(next(iter(photos)).key)
    assert opened.photo is before.photo
    qtbot.waitUntil(lambda: opened.photo is not before.photo)
    assert opened.photo.preview.shape == (*shape, 3)
    assert np.all(opened.photo.preview == (0, 0, 255))
    assert opened.photo.views is before.photo.views
    assert max(before.photo.preview.shape) == PREVIEW_SIDE


def test_until_it_is_read_and_if_it_is_gone_its_preview_is_shown(opened, photos, qtbot, tmp_path):
    path = make_photo(tmp_path / "a.png", "blue", (900, 600))
    add(qtbot, photos, [PathSource(str(path))])
    path.unlink()
    opened.open(next(iter(photos)).key)
    qtbot.waitUntil(lambda: not opened._task.busy)
    assert opened.photo is next(iter(photos)).photo


def test_it_closes_when_the_photo_is_removed(opened, photos, qtbot):
    add(qtbot, photos, pictures("a", "b"))
    keys = [entry.key for entry in photos]
    opened.open(keys[0])
    photos.remove(keys[1:])
    assert opened.entry is not None
    with qtbot.waitSignal(opened.changed):
        photos.remove(keys[:1])
    assert opened.entry is None


def test_an_unreadable_photo_can_be_opened(opened, photos, qtbot):
    add(qtbot, photos, [BytesSource("broken", b"text")])
    opened.open(next(iter(photos)).key)
    assert opened.entry.state is PhotoState.FAILED
    assert opened.photo is None
