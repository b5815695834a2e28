"""The views of shares and effects: their head, the notice with its button, the progress, and the page."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton

from catgui.domain import effect_texts
from catgui.domain.effect_texts import EffectPage
from catgui.widgets.explanation_views import EffectsView
from catgui.widgets.pictures.picture_delegate import Captions
from catgui.widgets.pictures.picture_grid import PictureGrid

NOTE = "A long note on what may be chance, longer than there is room for in a narrow panel."


@pytest.fixture
def view(qtbot):
    view = EffectsView(PictureGrid("effects_grid", Captions.BELOW))
    qtbot.addWidget(view)
    view.resize(700, 200)
    view.show()
    view.activateWindow()
    return view


def button(view, name):
    return view.findChild(QPushButton, f"effects_{name}")


def test_work_has_its_progress_and_may_be_cancelled(view, qtbot):
    view.show_offer("What it is.", "Retrain, about 20 s")
    button(view, "button").setFocus()
    view.show_started("Training…")
    view.show_progress(30 * 10**9, 60 * 10**9)
    assert view.findChild(QProgressBar).value() == 500
    assert QApplication.focusWidget() is button(view, "cancel_button")
    with qtbot.waitSignal(view.cancel_button.clicked):
        qtbot.keyClick(button(view, "cancel_button"), Qt.Key.Key_Space)


@pytest.mark.parametrize("size", [(880, 190), (620, 170), (420, 300)])
def test_a_second_click_on_the_start_button_does_not_cancel(view, qtbot, size):
    view.resize(*size)
    view.show_offer(effect_texts.WHAT_IT_IS, effect_texts.offer_action(221, 60.0))
    view.start_button.clicked.connect(lambda: view.show_started(effect_texts.FINDING))
    start = button(view, "button")
    place = start.mapTo(view, start.rect().center())
    qtbot.mouseClick(start, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    cancel = button(view, "cancel_button")
    assert cancel.isVisible()
    assert not cancel.rect().contains(cancel.mapFrom(view, place))


def test_a_page_has_its_answer_and_its_note(view):
    view.show_page(
        EffectPage(np.zeros((8, 8, 3), np.uint8), "Test picture 2", "Predicted: cat (83%)", "cat (83%)", NOTE, ())
    )
    grid, note = view.findChild(PictureGrid), view.findChild(QLabel, "effects_note")
    assert grid.isVisible()
    assert grid.accessibleName() == effect_texts.LIST
    assert view.head == ("Predicted: cat (83%)", "cat (83%)", "Test picture 2")
    assert note.text() == NOTE
