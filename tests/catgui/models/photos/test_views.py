"""More photos than the memory is to hold the views of: those on the screen have one, and all are answered."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.photo_entry import PhotoState
from catgui.domain.picture import ROW_ROLE
from catgui.inputs.sources import PathSource
from engine.images import photo
from engine.images.photo import Framing, most_views, photos_bytes
from tests.support.photo_collections import CONFIG, add, pictures, train
from tests.support.picture_files import make_photo
from tests.support.small_data import make_dataset

NAMES = "abcdefghij"
MOST = 3


@pytest.fixture(autouse=True)
def little_memory(monkeypatch):
    """Memory for the views of three photos."""
    monkeypatch.setattr(photo, "MAX_VIEW_BYTES", MOST * 2 * 8 * 8 * 3)
    assert most_views((8, 8)) == MOST


def with_views(collection):
    return [entry.name for entry in collection if entry.view is not None]


def paint(collection, name):
    """Ask for a photo as its card does."""
    row = [entry.name for entry in collection].index(name)
    return collection.data(collection.index(row), ROW_ROLE)


def wait_until_answered(collection, qtbot):
    qtbot.waitUntil(lambda: all(entry.verdict is not None for entry in collection) and not collection.busy)


def test_without_a_network_all_are_read_and_three_have_views(collection, qtbot):
    add(qtbot, collection, pictures(*NAMES))
    assert [entry.state for entry in collection] == [PhotoState.READ] * len(NAMES)
    assert len(with_views(collection)) == MOST
    assert all(entry.photo.preview.size and entry.photo.detail.size for entry in collection)


@pytest.mark.slow
def test_a_photo_that_is_painted_gets_its_view_in_place_of_the_one_looked_at_longest_ago(collection, qtbot):
    add(qtbot, collection, pictures(*NAMES))
    for name in NAMES:
        paint(collection, name)
        qtbot.waitUntil(lambda name=name: name in with_views(collection))
    qtbot.waitUntil(lambda: not collection.busy)
    assert with_views(collection) == list(NAMES[-MOST:])
    assert {framing for entry in collection for framing in entry.photo.views} == set(Framing)


def test_all_are_answered_whatever_has_a_view(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures(*NAMES))
    train(qtbot, session, dataset)
    with qtbot.waitSignal(collection.settled, check_params_cb=lambda: True):
        wait_until_answered(collection, qtbot)
    assert len(with_views(collection)) <= MOST
    first = [entry.verdict.probability for entry in collection]

    train(qtbot, session, dataset, replace(CONFIG, seed=9))
    wait_until_answered(collection, qtbot)
    second = [entry.verdict.probability for entry in collection]
    assert all(one != two for one, two in zip(first, second, strict=True)), "no answer is that of the network before"
    assert len(with_views(collection)) <= MOST


def test_the_answers_are_those_with_all_views(collection, session, dataset, qtbot, monkeypatch):
    train(qtbot, session, dataset)
    photos = pictures(*NAMES)
    add(qtbot, collection, photos)
    wait_until_answered(collection, qtbot)
    found = [entry.verdict.probability for entry in collection]

    collection.clear()
    monkeypatch.undo()
    add(qtbot, collection, photos)
    wait_until_answered(collection, qtbot)
    assert len(with_views(collection)) == len(NAMES)
    np.testing.assert_allclose(found, [entry.verdict.probability for entry in collection], rtol=1e-9)


def test_a_photo_that_is_read_again_for_its_view_keeps_its_answer(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures(*NAMES))
    train(qtbot, session, dataset)
    wait_until_answered(collection, qtbot)
    name = next(entry.name for entry in collection if entry.view is None)
    missing = []
    collection.dataChanged.connect(lambda *_: missing.extend(it for it in collection if it.verdict is None))
    paint(collection, name)
    qtbot.waitUntil(lambda: name in with_views(collection))
    assert missing == []


def test_another_size_of_pictures_gives_other_views(collection, workspace, qtbot):
    add(qtbot, collection, pictures(*NAMES))
    workspace.set_dataset(make_dataset(side=16))
    qtbot.waitUntil(lambda: not collection.busy and all(entry.photo is not None for entry in collection))
    assert len(with_views(collection)) == most_views((16, 16)) == 1
    assert {entry.view.shape for entry in collection if entry.view is not None} == {(16, 16, 3)}


def test_the_memory_of_many_photos_is_bounded(monkeypatch):
    monkeypatch.undo()
    assert photos_bytes(1_000, (512, 512)) - photos_bytes(1_000, (8, 8)) < 2 * 250_000_000
    assert photos_bytes(100, (64, 64)) > 100 * (160 * 160 * 3 + 2 * 2 * 64 * 64 * 3)


def test_a_photo_whose_file_has_gone_meanwhile_is_one_that_cannot_be_read(
    collection, session, dataset, tmp_path, qtbot
):
    paths = [make_photo(tmp_path / f"{name}.png") for name in NAMES]
    add(qtbot, collection, [PathSource(str(path)) for path in paths])
    train(qtbot, session, dataset)
    wait_until_answered(collection, qtbot)
    name = next(entry.name for entry in collection if entry.view is None)
    (tmp_path / name).unlink()
    paint(collection, name)
    qtbot.waitUntil(lambda: any(entry.error for entry in collection))
    (gone,) = [entry for entry in collection if entry.error]
    assert (gone.name, gone.state, gone.verdict) == (name, PhotoState.FAILED, None)
