"""Icons and buttons in the color of the text, in the sizes that the screens need."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QPushButton

from catgui.widgets.basic.buttons import IconButton, IconToolButton, palette_icon, show_caption


@pytest.fixture(params=[IconButton, IconToolButton])
def button(request, qtbot):
    button = IconButton("save", "Save", "Save it") if request.param is IconButton else IconToolButton("save", "Save")
    qtbot.addWidget(button)
    return button


def color_of(icon):
    image = icon.pixmap(32, 32).toImage()
    pixels = (image.pixelColor(x, y) for x in range(32) for y in range(32))
    return next(color for color in pixels if color.alpha() == 255)


def test_the_icon_has_the_color_of_the_text_of_each_palette(button):
    palette = QPalette(button.palette())
    palette.setColor(QPalette.ColorRole.ButtonText, QColor("#c01020"))
    button.setPalette(palette)
    assert color_of(button.icon()) == QColor("#c01020")


def test_a_long_name_in_a_caption_is_elided_and_whole_in_the_tooltip(qtbot):
    button, name = QPushButton(), f"Open train_{'x' * 90}_edited.h5"
    qtbot.addWidget(button)
    show_caption(button, name)
    assert (len(button.text()), button.accessibleDescription()) == (32, name)
    assert button.text().startswith("Open train_xxx")
    assert button.text().endswith("xx_edited.h5")
    show_caption(button, "Discard")
    assert (button.text(), button.toolTip()) == ("Discard", "")


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
