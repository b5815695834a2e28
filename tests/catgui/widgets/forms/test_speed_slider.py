"""The slider for the speed of training in a layout."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from catgui.widgets.forms.speed_slider import SpeedSlider


def test_what_is_around_it_knows_at_once_how_wide_it_is_when_its_text_changes(qtbot):
    around = QWidget()
    qtbot.addWidget(around)
    slider = SpeedSlider()
    layout = QHBoxLayout(around)
    layout.addWidget(slider)
    around.show()
    widths = []
    for low in (False, True, False):
        slider.set_low(low)
        widths.append(layout.minimumSize().width())
    assert widths[1] < widths[0] == widths[2]
