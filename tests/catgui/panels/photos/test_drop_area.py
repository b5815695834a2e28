"""Where photos are dropped."""

from PySide6.QtWidgets import QLabel, QWidget

from catgui.panels.photos.drop_area import DropArea


def test_an_empty_area_has_a_hint_in_a_border(qtbot):
    area = DropArea(QWidget(), "Drop photos here.")
    qtbot.addWidget(area)
    area.resize(300, 120)
    area.show()
    hint = area.findChild(QLabel)
    assert hint.isVisible()
    assert hint.text() == "Drop photos here."
    bordered = area.grab().toImage()
    area.show_content(True)
    assert not hint.isVisible()
    background = area.grab().toImage().pixelColor(150, 1)
    assert area.grab().toImage().pixelColor(0, 60) == background
    assert any(bordered.pixelColor(x, 1) != background for x in range(20, 280))
