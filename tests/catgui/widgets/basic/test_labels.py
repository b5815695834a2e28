"""Wrapped labels: their width with long names, and their text."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel

from catgui.style.text_size import scaled, text_size
from catgui.widgets.basic.labels import ElidedLabel, WarningLabel, label

NAME = "train_course_photos_38_added_4_relabeled_1_moved_2_left_out_" + "x" * 100 + ".h5"


@pytest.mark.parametrize("selectable", [False, True])
def test_a_long_name_does_not_widen_a_wrapped_text(qtbot, selectable):
    text = f"Open {NAME}, the data this network was trained on."
    wrapped = label(text, wrap=True, selectable=selectable)
    qtbot.addWidget(wrapped)
    assert wrapped.minimumSizeHint().width() < QFontMetrics(wrapped.font()).horizontalAdvance(NAME) / 4
    assert wrapped.text() == text


def test_a_long_name_is_broken_into_lines(qtbot):
    wrapped, plain = label(NAME, wrap=True), label("Open a name of many short words", wrap=True)
    for each in (wrapped, plain):
        qtbot.addWidget(each)
    line = plain.heightForWidth(10_000)
    needed = QFontMetrics(wrapped.font()).horizontalAdvance(NAME) / 250
    assert wrapped.heightForWidth(250) >= needed * line


def test_the_minimum_width_does_not_depend_on_the_text(qtbot):
    label = ElidedLabel("Norwegian forest cat")
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < QLabel("Norwegian").sizeHint().width()
    assert label.minimumSizeHint().height() == QLabel("Norwegian").minimumSizeHint().height()


def test_a_narrow_label_elides_but_keeps_its_text(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.show_text("<i>Norwegian</i> forest cat")
    label.resize(label.sizeHint())
    wide = label.grab().toImage()
    label.resize(60, label.height())
    assert label.grab().toImage() != wide.copy(0, 0, 60, wide.height())
    assert label.text() == "<i>Norwegian</i> forest cat"
    assert "&lt;i&gt;Norwegian" in label.toolTip()


def test_a_narrow_label_shows_the_shorter_text(qtbot):
    label, short = ElidedLabel(), ElidedLabel("2,500")
    for one in (label, short):
        qtbot.addWidget(one)
        one.resize(60, 20)
    label.show_text("iteration 2,500 of 2,500", "2,500")
    assert label.grab().toImage() == short.grab().toImage()
    assert label.text() == "iteration 2,500 of 2,500"


def test_no_icon_lies_over_its_text_in_another_size_of_the_text(qtbot):
    noted = WarningLabel()
    qtbot.addWidget(noted)
    noted.show_note("Too high", warns=True)
    noted.show()
    before, width = noted.contentsMargins().left(), scaled(16)
    text_size.set_percent(200)
    QApplication.processEvents()
    assert noted.contentsMargins().left() - before == scaled(16) - width > 0
