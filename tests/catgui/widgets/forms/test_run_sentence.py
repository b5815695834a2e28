"""The sentence about a run."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.forms.run_sentence import RunSentence
from tests.support.qt_inverses import from_qimage, unescape_tooltip

LONG = "Memorizes since iteration 1,234: test cost rises, training cost falls."


@pytest.fixture
def sentence(qtbot):
    window = QWidget()
    sentence, below = RunSentence(), QLabel("below")
    layout = QVBoxLayout(window)
    layout.addWidget(sentence)
    layout.addWidget(below)
    layout.addStretch()
    qtbot.addWidget(window)
    window.resize(420, 200)
    window.show()
    sentence.window_kept, sentence.below = window, below
    return sentence


@pytest.mark.parametrize(("width", "lines"), [(420, 2), (1000, 1)])
def test_nothing_below_moves_whatever_is_said(sentence, width, lines):
    sentence.window().resize(width, 200)
    places = set()
    for said in (("",), ("Pausing…",), (LONG, "Show Weights", True), ("Short", "Show Results")):
        sentence.show_sentence(*said)
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        places.add(sentence.below.mapTo(sentence.window(), QPoint()).y())
    assert len(places) == 1
    assert sentence.height() == lines * sentence.fontMetrics().lineSpacing()


@pytest.mark.parametrize("width", [150, 380, 420, 800, 1000])
def test_the_longest_finding_fits(sentence, width):
    sentence.window().resize(width, 200)
    sentence.show_sentence(LONG, "Show iteration 1,234")
    QApplication.processEvents()
    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
    needed = sentence.fontMetrics().boundingRect(sentence.rect().adjusted(22, 0, 0, 0), flags, LONG)
    assert needed.height() <= sentence.height()


def test_a_click_and_a_key_follow_a_sentence_that_leads_somewhere(sentence, qtbot):
    followed = []
    sentence.clicked.connect(lambda: followed.append(sentence.text()))
    for text, click in (("Stopping…", ""), (LONG, "Show iteration 1,234")):
        sentence.show_sentence(text, click)
        qtbot.mouseClick(sentence, Qt.MouseButton.LeftButton)
        qtbot.keyClick(sentence, Qt.Key.Key_Space)
        assert sentence.accessibleDescription() == click
    assert followed == [LONG, LONG]
    assert sentence.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize(
    ("click", "is_failure", "color"),
    [("Show Weights", True, "error"), ("", True, "error"), ("Show Results", False, "accent"), ("", False, "muted")],
)
def test_a_failure_has_the_color_of_errors(sentence, click, is_failure, color):
    sentence.show_sentence(LONG, click, is_failure)
    expected = getattr(color_scheme_of(sentence.palette()), color)
    pixels = from_qimage(sentence.grab().toImage()).reshape(-1, 3).tolist()
    assert [int(expected[i : i + 2], 16) for i in (1, 3, 5)] in pixels


def test_a_sentence_that_is_cut_begins_its_tooltip(qtbot):
    sentence = RunSentence()
    qtbot.addWidget(sentence)
    sentence.show_sentence(LONG, "Show iteration 9")
    sentence.show()
    line = sentence.fontMetrics().lineSpacing()
    for width, lines, is_cut in ((1200, 1, False), (300, 1, True), (300, 3, False)):
        sentence.resize(width, lines * line)
        assert (LONG in unescape_tooltip(sentence.toolTip())) == is_cut
        assert unescape_tooltip(sentence.toolTip()).endswith("Show iteration 9")
        assert sentence.accessibleDescription() == "Show iteration 9", "a screen reader has read the sentence"
