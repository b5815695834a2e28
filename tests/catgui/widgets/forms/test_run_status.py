"""The status of a run."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QVBoxLayout, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.forms.run_status import RunSentence, RunStatus, SentenceLink
from tests.support.qt_inverses import from_qimage, unescape_tooltip

LONG = "Dead network: every unit in one hidden layer outputs 0 for all training pictures, so no gradient gets through"


@pytest.fixture
def status(qtbot):
    status = RunStatus()
    qtbot.addWidget(status)
    status.show()
    return status


def test_accuracies_are_shown_where_no_other_place_has_them(status):
    accuracies = status.findChild(QLabel, "run_accuracies")
    status.show_accuracies(0.98565, 0.8)
    assert not accuracies.isVisible()
    status.set_accuracies_visible(True)
    assert accuracies.isVisible()
    assert accuracies.text() == "Accuracy: training 98.6%, test 80.0%"


def test_an_error_comes_before_what_is_being_done_and_that_before_the_sentence(status):
    error, note, link = (
        status.findChild(kind, name)
        for kind, name in ((QLabel, "settings_error"), (QLabel, "run_note"), (SentenceLink, "run_summary"))
    )
    height = status.sizeHint().height()
    status.sentence.show_link("Both curves still fall", "", False)
    status.sentence.show_over("busy", "Evaluating…")
    status.sentence.show_over("error", "Seed must be a whole number")
    assert (error.isVisible(), note.isVisible(), link.isVisible()) == (True, False, False)
    status.sentence.show_over("error", "")
    assert (error.isVisible(), note.isVisible(), note.text(), link.isVisible()) == (False, True, "Evaluating…", False)
    status.sentence.show_over("busy", "")
    assert (error.isVisible(), note.isVisible(), link.isVisible()) == (False, False, True)
    assert status.sizeHint().height() == height


def test_the_bar_keeps_its_place_while_it_is_hidden(status):
    before = status.sizeHint()
    status.set_progress_visible(False)
    assert not status.findChild(QProgressBar).isVisible()
    assert status.sizeHint() == before


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
    with qtbot.waitSignal(link.clicked):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(link.clicked):
        qtbot.keyClick(link, Qt.Key.Key_Space)
    assert link.accessibleDescription() == "Show the network after iteration 900"
    assert link.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("is_failure", [False, True])
def test_a_failure_has_the_color_of_errors(sentence, is_failure):
    sentence.show_link(LONG, "Show Weights", is_failure)
    colors = color_scheme_of(sentence.palette())
    expected = colors.error if is_failure else colors.accent
    pixels = from_qimage(link_of(sentence).grab().toImage()).reshape(-1, 3).tolist()
    assert [int(expected[i : i + 2], 16) for i in (1, 3, 5)] in pixels


def test_a_sentence_that_is_cut_begins_its_tooltip(qtbot):
    link = SentenceLink()
    qtbot.addWidget(link)
    link.show_link(LONG, "Show iteration 9", is_failure=False)
    link.show()
    line = link.fontMetrics().lineSpacing()
    for width, lines, is_cut in ((1200, 1, False), (500, 1, True), (500, 3, False)):
        link.resize(width, lines * line)
        assert (LONG in unescape_tooltip(link.toolTip())) == is_cut
        assert unescape_tooltip(link.toolTip()).endswith("Show iteration 9")
        assert link.accessibleDescription() == "Show iteration 9", "a screen reader has read the sentence"
