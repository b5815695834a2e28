"""The size of the text, and the lengths that follow it."""

import pytest
from PySide6.QtCore import SIGNAL, QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton
from shiboken6 import delete

from catgui.style.text_size import NORMAL, TEXT_SIZES, keep_scaled, scaled, text_size
from catgui.style.theme import Theme


@pytest.fixture
def theme(qapp):
    theme = Theme(qapp)
    theme.apply_style_sheet()
    return theme


@pytest.mark.parametrize("percent", TEXT_SIZES)
def test_text_and_lengths_follow_the_size(qtbot, theme, percent):
    label, title = QLabel("text"), QLabel("title")
    title.setProperty("role", "title")
    for widget in (label, title):
        qtbot.addWidget(widget)
        widget.show()
    normal, normal_title = label.fontMetrics().height(), title.fontMetrics().height()
    text_size.set_percent(percent)
    assert label.fontMetrics().height() == pytest.approx(normal * percent / NORMAL, abs=2)
    assert title.fontMetrics().height() == pytest.approx(normal_title * percent / NORMAL, abs=2)
    assert scaled(100) == pytest.approx(percent, abs=1)


def test_a_kept_length_follows_the_size_as_long_as_its_widget_lives(qtbot, theme):
    button = QPushButton()
    qtbot.addWidget(button)
    keep_scaled(button.setFixedWidth, 100)
    keep_scaled(button.setIconSize, QSize(16, 20))
    assert (button.width(), button.iconSize()) == (100, QSize(16, 20))
    text_size.set_percent(150)
    assert (button.width(), button.iconSize()) == (150, QSize(24, 30))
    listening = text_size.receivers(SIGNAL("changed()"))
    delete(button)
    assert text_size.receivers(SIGNAL("changed()")) == listening - 2


def test_a_step_takes_the_next_size_and_ends_at_the_last(qapp):
    text_size.set_percent(187)  # as in a presentation
    text_size.step(-1)
    assert text_size.percent == 175
    for _ in TEXT_SIZES:
        text_size.step(1)
    assert text_size.percent == max(TEXT_SIZES)


def test_a_font_given_in_pixels_is_scaled_too(qapp, monkeypatch):
    font = QFont(qapp.font())
    font.setPixelSize(12)
    monkeypatch.setattr(text_size, "_system_font", font)
    text_size.set_percent(150)
    assert qapp.font().pixelSize() == 18
    assert scaled(10) == 15
