"""A label that elides its text."""

from PySide6.QtWidgets import QLabel

from catgui.widgets.basic.elided_label import ElidedLabel


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


def test_the_first_shorter_text_that_fits_is_shown(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    texts = "iteration 2,500 of 2,500", "2,500 of 2,500", "", "2,500"
    label.show_text(*texts)
    for text in (texts[0], texts[1], texts[3]):
        label.resize(label.fontMetrics().horizontalAdvance(text) + 2, 20)
        assert label.shown_text == text
