"""The sentence about a run: its room is reserved, and it can be a link."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.qimage import from_qimage
from catgui.widgets.forms.run_sentence import RunSentence, SentenceLink

LONG = "Dead network: every unit in one hidden layer outputs 0 for all training pictures, so no gradient gets through"


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


def link_of(sentence):
    return sentence.findChild(SentenceLink)


@pytest.mark.parametrize(("width", "lines"), [(420, 2), (1000, 1)])
def test_nothing_below_moves_whatever_is_said(sentence, width, lines):
    sentence.window().resize(width, 200)
    places = set()
    for show in (
        lambda: sentence.show_note(""),
        lambda: sentence.show_note("1,234 iterations a second"),
        lambda: sentence.show_link(LONG, "Show Weights", True),
        lambda: sentence.show_link("Short", "", False),
    ):
        show()
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        places.add(sentence.below.mapTo(sentence.window(), QPoint()).y())
    assert len(places) == 1
    assert sentence.height() == lines * sentence.fontMetrics().lineSpacing()


def test_a_low_window_has_one_line(sentence):
    sentence.show_link(LONG, "Show Weights", True)
    sentence.set_low(True)
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    assert sentence.height() == link_of(sentence).height() == sentence.fontMetrics().lineSpacing()


@pytest.mark.parametrize("width", [380, 420, 800, 1000])
def test_the_longest_sentence_fits(sentence, width):
    sentence.window().resize(width, 200)
    sentence.show_link(LONG, "Show Weights", True)
    QApplication.processEvents()
    link = link_of(sentence)
    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
    needed = link.fontMetrics().boundingRect(link.rect().adjusted(22, 0, 0, 0), flags, LONG)
    assert needed.height() <= link.height()


def test_a_click_and_a_key_follow_the_link(sentence, qtbot):
    sentence.show_link("Test cost was lowest at iteration 900", "Show the network after iteration 900", False)
    link = link_of(sentence)
    with qtbot.waitSignal(sentence.clicked):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(sentence.clicked):
        qtbot.keyClick(link, Qt.Key.Key_Space)
    assert link.accessibleDescription() == "Show the network after iteration 900"
    assert link.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_note_is_no_link(sentence):
    sentence.show_link("Test cost was lowest at iteration 900", "Show it", False)
    sentence.show_note("1,234 iterations a second")
    assert not link_of(sentence).isVisible()
    assert sentence.findChild(QLabel, "run_note").text() == "1,234 iterations a second"


@pytest.mark.parametrize("is_failure", [False, True])
def test_a_failure_has_the_color_of_errors(sentence, is_failure):
    sentence.show_link(LONG, "Show Weights", is_failure)
    colors = color_scheme_of(sentence.palette())
    expected = colors.error if is_failure else colors.accent
    pixels = from_qimage(link_of(sentence).grab().toImage()).reshape(-1, 3).tolist()
    assert [int(expected[i : i + 2], 16) for i in (1, 3, 5)] in pixels
