"""The size of the text, and the lengths that follow it."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import SIGNAL, QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton
from shiboken6 import delete

import catgui
from catgui.style.colors import Theme
from catgui.style.text_size import NORMAL, TEXT_SIZES, keep_scaled, scaled, text_size


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


# Setters of lengths, and those that a thin line may have in pixels.
SETTERS = re.compile(r"set(Fixed|Minimum|Maximum)(Width|Height|Size)|resize|setIconSize|setDefaultSectionSize")
THIN = 8
# In the names of constants of pictures, whose least size need not follow the text.
OF_PICTURES = ("SIDE", "PHOTO")


def fixed_lengths(tree):
    """The lines that set a length in pixels, which would not follow the text."""
    constants = {
        target.id: value.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for names, values in [(statement.targets[0], statement.value)]
        for target, value in (
            zip(names.elts, values.elts, strict=True)
            if isinstance(names, ast.Tuple) and isinstance(values, ast.Tuple)
            else [(names, values)]
        )
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant)
        if not any(word in target.id for word in OF_PICTURES)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and SETTERS.fullmatch(call.func.attr):
            values = [getattr(argument, "value", constants.get(getattr(argument, "id", ""))) for argument in call.args]
            if any(isinstance(value, int) and value > THIN for value in values):
                yield call.lineno


@pytest.mark.parametrize("folder", ["widgets", "panels", "shell", "help", "documents"])
def test_lengths_come_from_the_text(folder):
    found = [
        f"{file}:{line}: use keep_scaled"
        for file in sorted(Path(catgui.__file__).parent.joinpath(folder).rglob("*.py"))
        for line in fixed_lengths(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert not found, "\n".join(found)
