"""The menu of what there is to learn from."""

from catgui.models.workspace import Workspace
from catgui.panels.data import source_button
from catgui.panels.data.source_button import SourceButton


def test_a_download_is_spoken_of_only_where_there_would_be_one(qtbot, monkeypatch):
    button = SourceButton(Workspace())
    qtbot.addWidget(button)
    course = next(action for action in button.entries.actions() if action.objectName() == "course_source")
    for needed, text in ((True, "Course photos (3.2 MB, downloaded once)"), (False, "Course photos")):
        monkeypatch.setattr(source_button, "needs_download", lambda needed=needed: needed)
        button.entries.aboutToShow.emit()
        assert course.text() == text
