"""The window in which lessons are tried, and doing what their steps ask for."""

from functools import cache

from PySide6.QtWidgets import QAbstractButton, QLabel, QSpinBox

from catgui.app import build_window
from catgui.help import lesson_checks as checks
from catgui.inputs.sources import BytesSource
from engine.training.config import OTHER_DEFAULTS, _default_config
from tests.support.picture_files import picture_bytes


def lesson_window(qtbot, settings, dataset, folder, monkeypatch):
    """Yield a window with short runs and small filters, which makes practice pictures in `folder`."""
    monkeypatch.setattr("catgui.guidance.assistance.data_folder", lambda: folder)
    for field, value in (("hidden_layers", (4, 8)), ("iterations", 8)):
        monkeypatch.setitem(OTHER_DEFAULTS["convolution"], field, value)
    # Those that other tests have asked for are cached: with them the lesson of the features takes a minute.
    monkeypatch.setattr("engine.training.config._default_config", cache(_default_config.__wrapped__))
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    for name, count in (("seeds", 3), ("repeats", 2)):
        window.findChild(QSpinBox, f"{name}_count").setValue(count)
    window.training_settings.set_value("iterations", 800)
    yield window
    window.session.reset()
    window.close()


def button(window, name):
    """A button of the sheet."""
    return window.findChild(QAbstractButton, f"lesson_{name}_button")


def shown(window, name):
    """A text of the sheet."""
    return window.findChild(QLabel, f"lesson_{name}")


def lead_to(window, lesson, number):
    """Start `lesson` at a step, counted from 0."""
    window.settings.lesson_progress = {lesson.id: number}
    window.help.start_lesson(lesson.id)


PHOTO_ACTIONS = {
    checks.photo_added: lambda window: window.photos.add([BytesSource("photo.png", picture_bytes())]),
    checks.photo_labeled: lambda window: window.photos.set_actual(
        [entry.key for entry in window.photos], window.workspace.dataset.classes[1]
    ),
    checks.photo_taught: lambda window: window.data_editor.add_photos(list(window.photos), "train"),
}
