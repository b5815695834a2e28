"""Buttons whose icons have the color of the text."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QPushButton

from catgui.widgets.basic.buttons import IconButton, IconToolButton, show_caption


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
