"""The photo that is looked at enlarged."""

import numpy as np
import pytest

from catgui.domain.photo_entry import PhotoState
from catgui.domain.photo_filter import PhotoFilter
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.photos.collection import PhotoCollection
from catgui.models.photos.opened_photo import OpenedPhoto
from catgui.models.photos.shown_photos import ShownPhotos
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.workers.photo_reader import ENLARGED_SIDE
from engine.images.photo import PREVIEW_SIDE
from tests.support.picture_files import make_photo, picture_bytes


@pytest.fixture
def photos(session, qtbot):
    photos = PhotoCollection(Workspace(), session, UndoStack())
    yield photos
    photos.shutdown()


@pytest.fixture
def shown(photos):
    return ShownPhotos(photos)


@pytest.fixture
def opened(photos, shown):
    return OpenedPhoto(photos, shown)


def add(qtbot, photos, *sources):
    photos.add(sources)
    qtbot.waitUntil(lambda: len(photos) == len(sources) and not photos.busy)


def pictures(*names):
    return [BytesSource(name, picture_bytes()) for name in names]


def place(opened):
    return opened.entry.name, opened.place


@pytest.mark.parametrize(
    ("size", "shape"), [((1200, 600), (ENLARGED_SIDE // 2, ENLARGED_SIDE)), ((200, 400), (400, 200))]
)
def test_a_photo_is_enlarged_in_its_own_shape_and_never_beyond_its_pixels(opened, photos, qtbot, tmp_path, size, shape):
    add(qtbot, photos, PathSource(str(make_photo(tmp_path / "a.png", "blue", size))))
    before = next(iter(photos))
    opened.open(0)
    assert opened.photo is before.photo
    qtbot.waitUntil(lambda: opened.photo is not before.photo)
    assert opened.photo.preview.shape == (*shape, 3)
    assert np.all(opened.photo.preview == (0, 0, 255))
    assert opened.photo.views is before.photo.views
    assert max(before.photo.preview.shape) == PREVIEW_SIDE


def test_until_it_is_read_and_if_it_is_gone_its_preview_is_shown(opened, photos, qtbot, tmp_path):
    path = make_photo(tmp_path / "a.png", "blue", (900, 600))
    add(qtbot, photos, PathSource(str(path)))
    path.unlink()
    opened.open(0)
    qtbot.waitUntil(lambda: not opened._task.busy)
    assert opened.photo is next(iter(photos)).photo


def test_steps_through_the_photos_that_are_shown(opened, photos, qtbot):
    add(qtbot, photos, *pictures("a", "b", "c"))
    opened.open(0)
    assert (place(opened), opened.can_step(-1), opened.can_step(1)) == (("a", "1 of 3"), False, True)
    opened.step(1)
    opened.step(1)
    assert (place(opened), opened.can_step(-1), opened.can_step(1)) == (("c", "3 of 3"), True, False)


def test_a_photo_that_is_no_longer_shown_stays_open_between_its_neighbors(opened, photos, shown, qtbot):
    add(qtbot, photos, *pictures("a", "b", "c"))
    shown.set_filter(PhotoFilter.UNANSWERED)
    opened.open(1)
    photos.set_actual([opened.entry.key], "cat")
    shown.renew()
    assert place(opened) == ("b", "")
    opened.step(1)
    assert place(opened) == ("c", "2 of 2")
    opened.step(-1)
    assert place(opened) == ("a", "1 of 2")


def test_an_unreadable_photo_can_be_opened(opened, photos, qtbot):
    add(qtbot, photos, BytesSource("broken", b"text"))
    opened.open(0)
    assert opened.entry.state is PhotoState.FAILED
    assert opened.photo is None
