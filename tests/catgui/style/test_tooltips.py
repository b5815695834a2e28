"""Tool tips that say a text as it stands."""

from catgui.style.tooltips import escape_tooltip


def test_markup_in_a_name_stays_text():
    assert escape_tooltip("<b>cat</b> & dog") == "<qt>&lt;b&gt;cat&lt;/b&gt; &amp; dog</qt>"


def test_lines_stay_lines_and_nothing_stays_nothing():
    assert escape_tooltip("one\ntwo") == "<qt>one<br>two</qt>"
    assert escape_tooltip("") == ""
