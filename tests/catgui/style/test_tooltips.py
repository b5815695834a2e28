"""Tooltips as plain text."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from catgui.style.tooltips import (
    escape_caption,
    escape_tab_tip,
    escape_title,
    escape_tooltip,
    set_tooltip,
    unescape_caption,
)
from tests.support.qt_inverses import unescape_tooltip


def test_markup_is_escaped():
    assert escape_tooltip("<b>cat</b> & dog") == "<qt>&lt;b&gt;cat&lt;/b&gt; &amp; dog</qt>"


def test_line_breaks_stay_and_an_empty_text_stays_empty():
    assert escape_tooltip("one\ntwo") == "<qt>one<br>two</qt>"
    assert escape_tooltip("") == ""


def test_the_text_of_a_tooltip_is_found_again():
    for text in ("one\n<b>two</b> & three", "", "<&" * 100, "a\u200bb  c"):
        assert unescape_tooltip(escape_tooltip(text)) == text
    assert unescape_tooltip("plain & simple") == "plain & simple"


def test_a_tooltip_has_no_markup_for_screen_readers(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tooltip(widget, "<b>cat</b> & dog")
    assert widget.toolTip() == escape_tooltip("<b>cat</b> & dog")
    assert widget.accessibleDescription() == "<b>cat</b> & dog"


def test_the_same_tooltip_again_is_no_event(qtbot):
    class Watched(QWidget):
        def event(self, event):
            if event.type() == QEvent.Type.ToolTipChange:
                changes.append(self.toolTip())
            return super().event(event)

    changes, widget = [], Watched()
    qtbot.addWidget(widget)
    for text in ("cat", "cat", "dog"):
        set_tooltip(widget, text)
    assert changes == [escape_tooltip("cat"), escape_tooltip("dog")]


def test_a_long_word_widens_no_tooltip(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    QToolTip.showText(window.pos(), escape_tooltip("x" * 1_000), window)
    (shown,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, QLabel) and one.isVisible())
    assert shown.width() < 500
    QToolTip.hideText()


@pytest.mark.parametrize("text", ["<img src='/dev/zero'>", "cats &lt;", "<b>cats</b>\nand dogs"])
def test_the_tip_of_a_tab_is_never_rich_text_unless_it_is_escaped(text):
    assert Qt.mightBeRichText(text)
    assert escape_tab_tip(text) == escape_tooltip(text)
    assert escape_tab_tip("Show the test pictures") == "Show the test pictures"


def test_a_caption_keeps_its_ampersands(qapp):
    # Qt makes the text of an icon of the caption, without mnemonics.
    assert QAction("a&b && c").iconText() == "ab & c"
    assert QAction(escape_caption("a&b && c")).iconText() == "a&b && c"
    for text in ("a&b && c", "&", "a&"):
        assert unescape_caption(escape_caption(text)) == text
    assert unescape_caption("&Train") == "Train"


def test_a_title_keeps_what_marks_unsaved_changes_elsewhere(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setWindowTitle(f"{escape_title('cats [*][*] dogs')}[*]")
    widget.show()
    for is_modified, mark in ((False, ""), (True, "*")):
        widget.setWindowModified(is_modified)
        assert widget.windowHandle().title() == f"cats [*][*] dogs{mark}"
