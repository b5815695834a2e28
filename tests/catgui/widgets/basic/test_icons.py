"""Icons in the colors of a palette, in the sizes that the screens need."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QIcon, QPalette

from catgui.widgets.basic.icons import palette_icon

RED = "#c01020"


@pytest.fixture
def red(qapp):
    palette = QPalette(qapp.palette())
    palette.setColor(QPalette.ColorRole.ButtonText, RED)
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText, "#808080")
    return palette


@pytest.fixture
def screens(monkeypatch):
    """A function that sets the ratios of the screens."""

    def set_ratios(*ratios):
        found = [SimpleNamespace(devicePixelRatio=lambda ratio=ratio: ratio) for ratio in ratios]
        monkeypatch.setattr(QGuiApplication, "screens", lambda: found)

    return set_ratios


def sides(shown):
    return [size.width() for size in shown.availableSizes()]


@pytest.mark.parametrize(
    ("ratios", "expected"), [((1.0,), [16, 32]), ((1.5,), [24, 32]), ((1.0, 3.0), [16, 32, 48]), ((9.0,), [32, 64])]
)
def test_the_icon_of_a_button_has_the_sizes_of_the_screens_and_of_a_later_one(red, screens, ratios, expected):
    screens(*ratios)
    assert sides(palette_icon("save", red)) == expected


def test_a_disabled_icon_is_as_sharp_as_an_enabled_one(red, screens):
    screens(2.0)
    size = QSize(16, 16)
    shown = palette_icon("save", red)
    normal, faint = (shown.pixmap(size, 2.0, mode) for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled))
    assert normal.size() == faint.size() == QSize(32, 32)
    assert normal.toImage() != faint.toImage()
