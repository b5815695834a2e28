"""The colors of a card."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from catgui.style.colors import DARK, LIGHT, make_palette
from catgui.widgets.basic import card as card_module
from catgui.widgets.basic.card import Card


@pytest.fixture
def card(qtbot):
    window = QWidget()
    layout = QVBoxLayout(window)
    card = Card()
    QVBoxLayout(card).addWidget(QPushButton("in the card"))
    layout.addWidget(card)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    card.window_kept = window
    return card


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_nothing_below_shines_through(card, colors):
    """It lies over a plot: its text must be readable whatever is drawn there."""
    card.show()
    card.setPalette(make_palette(colors))
    image = QImage(card.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    card.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    middle = image.pixelColor(image.width() // 2, 3)
    base = QColor(colors.raised)
    assert max(abs(middle.red() - base.red()), abs(middle.blue() - base.blue())) < 24
    assert image.pixelColor(2, image.height() // 2) == QColor(colors.accent)


def test_an_error_during_painting_leaves_no_active_painter(card, monkeypatch):
    class Painter(QPainter):
        def drawRoundedRect(self, *_):
            made.append(self)
            raise LookupError("the unexpected")

    made = []
    card.show()
    with monkeypatch.context() as changed:
        changed.setattr(card_module, "QPainter", Painter)
        with pytest.raises(LookupError):
            card.grab()
    assert [painter.isActive() for painter in made] == [False]
