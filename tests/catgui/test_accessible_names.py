"""In every state of the window, what has no text has a name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDockWidget, QLabel, QMenuBar, QScrollBar, QWidget

from catgui.inputs.sources import WebSource
from catgui.widgets.pictures.annotated_grid import AnnotatedGrid
from catgui.widgets.pictures.picture_dialog import PictureDialog
from tests.support.full_window import SHORT, fill_panels


def opened(window, qtbot):
    """As it opens."""


def without_data(window, qtbot):
    """A window that has found nothing to learn from."""
    window.workspace._loaded = None
    window.workspace.dataset_changed.emit()


def loading(window, qtbot):
    """A data set is being read."""
    window.workspace.loading_changed.emit(True)


def under_way(window, qtbot):
    """The first steps of a run, before the first figures."""
    window.session.speed.iterations_per_second = 0.001
    window.session.start(window.workspace.dataset, SHORT)


def full(window, qtbot):
    """Trained, with photos."""
    fill_panels(window, qtbot)


def in_error(window, qtbot):
    """Something is wrong."""
    window.save_commands.failed.emit("cats.h5: it is a web page, not HDF5.")


def saving(window, qtbot):
    """Something is being written for so long that it shows how far it is."""
    window.findChild(QWidget, "saving_bar").show()


def reading_photos(window, qtbot):
    """Photos are being read for so long that it shows how far it is."""
    window.photos.busy_changed.emit(False)
    window.photos.progressed.emit(1, 3)


def picture_enlarged(window, qtbot):
    """A wrong prediction in a window of its own."""
    full(window, qtbot)
    grid = window.findChild(AnnotatedGrid, "wrong_grid")
    grid.setCurrentIndex(grid.model().index(0))
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert any(dialog.isVisible() for dialog in window.findChildren(PictureDialog))


def asked_to_fetch(window, qtbot):
    """The question before a picture is fetched."""
    window._photos.add_sources([WebSource("https://example.org/cat.png")])


def asked_to_save(window, qtbot):
    """The question before a network is lost."""
    full(window, qtbot)
    window.close()


def about(window, qtbot):
    """What the program says about itself."""
    window._menus.actions["about"].trigger()


STATES = [opened, without_data, loading, under_way, full, in_error, saving, reading_photos]
STATES += [picture_enlarged, asked_to_fetch, asked_to_save, about]


def shows_something(widget):
    """Whether it is a widget of the program's that shows or does something by itself, and not only holds others."""
    around = widget.parent()
    is_viewport = isinstance(around, QAbstractScrollArea) and around.viewport() is widget
    if isinstance(widget, (QScrollBar, QMenuBar)) or is_viewport or widget.objectName().startswith("qt_"):
        return False
    if isinstance(widget, QLabel):
        return not widget.pixmap().isNull()
    holds = any(isinstance(child, QWidget) and child.isVisible() for child in widget.children())
    return not holds or widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def name(widget):
    text = widget.text() if hasattr(widget, "text") and callable(widget.text) else ""
    return text or widget.accessibleName() or QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


@pytest.mark.parametrize("state", STATES)
def test_what_has_no_text_has_a_name(window, qtbot, state):
    state(window, qtbot)
    nameless = set()
    for dock in [None, *window.findChildren(QDockWidget)]:
        if dock is not None:
            dock.raise_()
            QApplication.processEvents()
        for top in QApplication.topLevelWidgets():
            for widget in [top, *top.findChildren(QWidget)]:
                if widget.isVisible() and shows_something(widget) and not name(widget):
                    nameless.add(f"{widget} in {widget.parent()}")
    assert not nameless, "\n".join(nameless)


def test_no_two_controls_that_can_be_seen_at_once_share_a_name_of_their_own(window, qtbot):
    fill_panels(window, qtbot)
    controls = [w for w in window.findChildren(QWidget) if w.isVisible() and w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    names = [w.accessibleName() for w in controls if w.accessibleName()]
    assert len(names) == len(set(names))
