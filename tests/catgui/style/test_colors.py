"""The theme: what it asks of the system."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette

from catgui.style.colors import Theme, ThemeChoice


class Hints(QObject):
    """Those of a system that is light and draws title bars."""

    colorSchemeChanged = Signal(Qt.ColorScheme)  # noqa: N815  as Qt names it

    def __init__(self):
        super().__init__()
        self.scheme = Qt.ColorScheme.Light

    def colorScheme(self):
        return self.scheme

    def setColorScheme(self, scheme):
        self.scheme = Qt.ColorScheme.Light if scheme is Qt.ColorScheme.Unknown else scheme
        self.colorSchemeChanged.emit(self.scheme)


@pytest.fixture
def hints(monkeypatch):
    hints = Hints()
    monkeypatch.setattr(QGuiApplication, "styleHints", lambda: hints)
    return hints


def test_the_title_bar_is_as_dark_as_the_window(hints, qapp):
    def is_dark():
        title_bar = hints.scheme is Qt.ColorScheme.Dark
        assert title_bar == (qapp.palette().color(QPalette.ColorRole.Window).lightness() < 128)
        return title_bar

    theme = Theme(qapp, ThemeChoice.DARK)
    assert is_dark()
    theme.set_choice(ThemeChoice.LIGHT)
    assert not is_dark()
    theme.set_choice(ThemeChoice.DARK)
    assert is_dark()
    theme.set_choice(ThemeChoice.SYSTEM)
    assert not is_dark()
    hints.colorSchemeChanged.disconnect()
