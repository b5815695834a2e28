"""Tooltips as plain text."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from catgui.style.tooltips import escape_tooltip, set_tooltip, unescape_tooltip


def test_markup_is_escaped():
    assert escape_tooltip("<b>cat</b> & dog") == "<qt>&lt;b&gt;cat&lt;/b&gt; &amp; dog</qt>"


def test_line_breaks_stay_and_an_empty_text_stays_empty():
    assert escape_tooltip("one\ntwo") == "<qt>one<br>two</qt>"
    assert escape_tooltip("") == ""


def test_the_text_of_a_tooltip_is_found_again():
    for text in ("one\n<b>two</b> & three", ""):
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
