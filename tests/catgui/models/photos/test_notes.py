"""The note under the photos: how often it changes."""

import pytest

from catgui.models.photos.notes import PhotoNotes
from catgui.models.photos.shown_photos import ShownPhotos

COUNT = 500


@pytest.fixture
def notes(collection, session, workspace):
    return PhotoNotes(collection, ShownPhotos(collection), session, workspace)


@pytest.fixture
def shown(notes):
    """The progress at each change of the note."""
    shown = []
    notes.changed.connect(lambda: shown.append(notes.facts.progress))
    return shown


def test_the_note_does_not_change_with_every_photo_but_soon_has_the_last(collection, shown, qtbot, monkeypatch):
    progress = iter([(done, COUNT) for done in range(COUNT)])
    for _ in range(COUNT):
        monkeypatch.setattr(type(collection), "progress", next(progress))
        collection.progressed.emit()
    assert shown == [(0, COUNT)]
    qtbot.waitUntil(lambda: shown == [(0, COUNT), (COUNT - 1, COUNT)])
    collection.busy_changed.emit(False)


def test_the_note_does_not_change_with_what_leaves_the_facts_as_they_are(shown, workspace):
    workspace.loading_changed.emit()
    assert shown == []
