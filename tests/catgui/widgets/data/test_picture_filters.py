"""The choice of the part and the class of the pictures shown."""

import pytest
from PySide6.QtWidgets import QComboBox

from catgui.widgets.data.picture_filters import PictureFilters


@pytest.fixture
def filters(qtbot):
    filters = PictureFilters()
    qtbot.addWidget(filters)
    filters.set_classes(("dog", "cat"))
    return filters


@pytest.mark.parametrize(("row", "label"), [(1, 0), (2, 1), (0, None)])
def test_a_class_is_chosen(filters, qtbot, row, label):
    box = filters.findChildren(QComboBox)[1]
    box.setCurrentIndex(2 if row == 1 else 1)
    with qtbot.waitSignal(filters.changed):
        box.setCurrentIndex(row)
    assert filters.label == label


def test_other_classes_show_both_again_without_a_signal(filters, qtbot):
    filters.findChildren(QComboBox)[1].setCurrentIndex(1)
    with qtbot.assertNotEmitted(filters.changed):
        filters.set_classes(("no", "yes"))
    assert filters.label is None
    assert filters.findChildren(QComboBox)[1].itemText(1) == "no only"
