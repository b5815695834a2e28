"""Wrapped labels: their width with long names, and their text."""

import pytest
from PySide6.QtGui import QFontMetrics

from catgui.widgets.basic.labels import label

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


def test_words_of_sentences_are_not_broken(qtbot):
    wrapped = label("Cross-validation of the misclassified pictures", wrap=True)
    qtbot.addWidget(wrapped)
    widest = QFontMetrics(wrapped.font()).horizontalAdvance("misclassified")
    assert wrapped.minimumSizeHint().width() >= widest
