"""The progress of data that are being loaded."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QPushButton

from catgui.widgets.data.loading_bar import LoadingBar


@pytest.fixture
def bar(qtbot):
    bar = LoadingBar("Loading the data")
    qtbot.addWidget(bar)
    return bar


def test_it_is_there_while_something_is_loaded(bar):
    assert not bar.isVisible()
    bar.show_loading(True)
    assert bar.isVisible()
    assert bar.findChild(QProgressBar).maximum() == 0  # the size is not known yet
    bar.show_loading(False)
    assert not bar.isVisible()


def test_it_counts_more_bytes_than_32_bits_hold_and_pictures(bar):
    progress = bar.findChild(QProgressBar)
    bar.show_bytes(3 * 10**11, 4 * 10**11)
    assert (progress.value(), progress.maximum()) == (3 * 10**8, 4 * 10**8)
    bar.show_pictures(1_200, 5_000)
    assert progress.format() == "1,200 of 5,000 pictures"
    assert (progress.value(), progress.maximum()) == (1_200, 5_000)


def test_its_button_cancels(bar, qtbot):
    bar.show_loading(True)
    with qtbot.waitSignal(bar.cancelled):
        qtbot.mouseClick(bar.findChild(QPushButton), Qt.MouseButton.LeftButton)
