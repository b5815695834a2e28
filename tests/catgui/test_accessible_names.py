"""Widgets without a text have an accessible name, in every state of the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDockWidget, QLabel, QMenuBar, QScrollBar, QWidget

from catgui.inputs.sources import WebSource
from catgui.widgets.pictures.annotated_grid import AnnotatedGrid
from catgui.widgets.pictures.picture_dialog import PictureDialog
from tests.support.sample_widgets import SHORT, fill_panels


def opened(window, qtbot):
    """The window as it opens."""


def without_data(window, qtbot):
    """No data set is open."""
    window.workspace._loaded = None
    window.workspace.dataset_changed.emit()


def loading(window, qtbot):
    """A data set is being read."""
    window.workspace.loading_changed.emit(True)


def training(window, qtbot):
    """The first iterations of a run, before it has results."""
    window.session.speed.iterations_per_second = 0.001
    window.session.start(window.workspace.dataset, SHORT)


def trained(window, qtbot):
    """Trained, and with photos."""
    fill_panels(window, qtbot)


def failed(window, qtbot):
    """An error message is shown."""
    window.save_commands.failed.emit("cats.h5: it is a web page, not HDF5.")


def saving(window, qtbot):
    """A file takes long to save."""
    window.findChild(QWidget, "saving_bar").show()


def reading_photos(window, qtbot):
    """Photos take long to read."""
    window.photos.busy_changed.emit(False)
    window.photos.progressed.emit(1, 3)


def picture_enlarged(window, qtbot):
    """A wrong prediction is enlarged in a dialog."""
    trained(window, qtbot)
    grid = window.findChild(AnnotatedGrid, "wrong_grid")
    grid.setCurrentIndex(grid.model().index(0))
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert any(dialog.isVisible() for dialog in window.findChildren(PictureDialog))


def fetch_prompt(window, qtbot):
    """The prompt before a picture is fetched from the web."""
    window._photos.add_sources([WebSource("https://example.org/cat.png")])


def unsaved_prompt(window, qtbot):
    """The prompt before an unsaved network is lost."""
    trained(window, qtbot)
    window.close()


def about(window, qtbot):
    """The About dialog."""
    window._menus.actions["about"].trigger()


def in_a_lesson(window, qtbot):
    """A guided lesson is shown."""
    window.help.start_lesson("gap")


def helped(window, qtbot):
    """All dialogs of the Help menu are open."""
    for name in ("lessons", "panel_help", "glossary", "shortcuts"):
        window._menus.actions[name].trigger()


STATES = [opened, without_data, loading, training, trained, failed, saving, reading_photos]
STATES += [picture_enlarged, fetch_prompt, unsaved_prompt, about, in_a_lesson, helped]


def needs_name(widget):
    """Whether a widget of ours shows or does something without a text, and is not only a container."""
    parent = widget.parent()
    is_viewport = isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget
    if isinstance(widget, (QScrollBar, QMenuBar)) or is_viewport or widget.objectName().startswith("qt_"):
        return False
    if isinstance(widget, QLabel):
        return not widget.pixmap().isNull()
    is_container = any(isinstance(child, QWidget) and child.isVisible() for child in widget.children())
    return not is_container or widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def name(widget):
    text = widget.text() if hasattr(widget, "text") and callable(widget.text) else ""
    return text or widget.accessibleName() or QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


@pytest.mark.parametrize("state", STATES)
def test_widgets_without_a_text_have_a_name(window, qtbot, state):
    state(window, qtbot)
    nameless = set()
    for dock in [None, *window.findChildren(QDockWidget)]:
        if dock is not None:
            dock.raise_()
            QApplication.processEvents()
        for top in QApplication.topLevelWidgets():
            for widget in [top, *top.findChildren(QWidget)]:
                if widget.isVisible() and needs_name(widget) and not name(widget):
                    nameless.add(f"{widget} in {widget.parent()}")
    assert not nameless, "\n".join(nameless)


def test_visible_controls_have_different_names(window, qtbot):
    fill_panels(window, qtbot)
    controls = [w for w in window.findChildren(QWidget) if w.isVisible() and w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    names = [w.accessibleName() for w in controls if w.accessibleName()]
    assert len(names) == len(set(names))
