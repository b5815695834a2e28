"""The head of a page about a picture."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel

from catgui.widgets.effects.picture_header import PictureHeader


def test_its_back_button_asks_to_go_back_and_is_hidden_at_first(qtbot):
    header = PictureHeader("why", (QLabel("a line"),))
    qtbot.addWidget(header)
    assert header.back.isHidden()
    with qtbot.waitSignal(header.back_requested):
        header.back.click()


def test_it_leaves_room_in_the_corner(qtbot):
    headers = PictureHeader("why", ()), PictureHeader("effects", ())
    for header in headers:
        qtbot.addWidget(header)
    headers[1].leave_corner(QSize(100, 20))
    without, with_room = (header.minimumSizeHint().width() for header in headers)
    assert with_room >= without + 100
