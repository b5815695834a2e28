"""The Between panel: the field of three pictures, the mix at a place, and the ways from there."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from catgui.domain import between
from catgui.domain.between import CORNERS, MIDDLE, MixAt
from catgui.models.background_task import end_work
from catgui.models.network.between_finder import BetweenFinder
from catgui.models.network.mix_corners import MixCorners
from catgui.models.selected_picture import SelectedPicture
from catgui.panels.between_panel import BetweenPanel
from catgui.panels.between_plane import PlaneView, field_image, path_of
from catgui.style.colors import DARK, LIGHT
from catgui.widgets.basic.commands import figure_exports
from engine.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_layers=(8, 6), iterations=60, learning_rate=0.05, initialization="he")


@pytest.fixture
def panel(session, workspace, collection, player, qtbot):
    picked = SelectedPicture()
    corners = MixCorners(workspace, picked, collection)
    finder = BetweenFinder(session, corners, player)
    panel = BetweenPanel(finder, corners, picked)
    panel.picked, panel.corners, panel.session = picked, corners, session
    qtbot.addWidget(panel)
    panel.resize(1000, 260)
    panel.show()
    panel.activateWindow()
    yield panel
    end_work(finder)
    end_work(corners)


@pytest.fixture
def shown(panel, dataset, qtbot):
    """With the sharp field of a trained network."""
    qtbot.train(panel.session, dataset, CONFIG)
    qtbot.waitUntil(lambda: panel.result is not None and panel.result.field.is_sharp)
    return panel


def text(panel, name):
    found = panel.findChild(QLabel, f"between_{name}")
    return found.text()


def view(panel):
    return panel.findChild(PlaneView, "between_view")


def move(panel, place):
    """Move the pointer to a place of the field."""
    at = QPoint(round(place[0] * view(panel).width()), round(place[1] * view(panel).height()))
    QTest.mouseMove(view(panel), at)
    QApplication.processEvents()
    return at


def test_before_a_network_it_says_what_to_do(panel):
    assert text(panel, "empty") == between.NO_NETWORK
    assert panel.findChild(QLabel, "between_empty").isVisible()


def test_the_panel_shows_the_finding_the_field_and_the_middle_mix(shown):
    probability = MixAt(shown.result.plane, MIDDLE).answer(shown.result.network)
    assert text(shown, "heading") == between.heading(shown.result)
    assert text(shown, "shares") == between.shares_text(shown.result.corners, MIDDLE)
    assert text(shown, "answer") == between.answer_text(shown.result, probability)
    assert text(shown, "caption") == between.LINES
    assert view(shown).accessibleDescription() == between.description(shown.result)


def test_the_pointer_shows_the_mix_at_a_place(shown):
    move(shown, (0.5, 0.5))
    x, y = view(shown).place
    assert (x, y) == pytest.approx((0.5, 0.5), abs=0.01)
    assert text(shown, "shares") == between.shares_text(shown.result.corners, (x, y))


def test_keys_move_the_place_and_lead_to_the_pictures(shown):
    view(shown).setFocus()
    QTest.keyClick(view(shown), Qt.Key.Key_Right)
    assert view(shown).place == pytest.approx((MIDDLE[0] + 1 / 40, MIDDLE[1]))
    for at, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)):
        QTest.keyClick(view(shown), key)
        assert text(shown, "shares") == f"100% {shown.result.corners[at].title}"
    QTest.keyClick(view(shown), Qt.Key.Key_Home)
    assert view(shown).place == MIDDLE
    for _ in range(60):
        QTest.keyClick(view(shown), Qt.Key.Key_Up)
    assert view(shown).place[1] == 0


def test_a_click_on_a_corner_selects_its_picture(shown, dataset):
    corner = shown.result.corners[1]
    QTest.mouseClick(view(shown), Qt.MouseButton.LeftButton, pos=move(shown, CORNERS[1]))
    assert shown.picked.title == corner.title
    assert shown.picked.picture.pixels(dataset) is not None
    np.testing.assert_array_equal(shown.picked.pixels, corner.pixels)


def test_a_line_names_its_unit_and_leads_to_it(shown, qtbot):
    line = shown.result.field.lines[0]
    x1, y1, x2, y2 = line.segments[0]
    candidates = [(x1 + share * (x2 - x1), y1 + share * (y2 - y1)) for share in np.linspace(0.05, 0.95, 30)]
    at = next(move(shown, place) for place in candidates if move(shown, place) and view(shown).line is not None)
    found = view(shown).line
    assert text(shown, "caption").startswith(between.unit_text(found))
    with qtbot.waitSignal(shown.unit_requested) as asked:
        QTest.mouseClick(view(shown), Qt.MouseButton.LeftButton, pos=at)
    assert asked.args == [found.layer, found.unit]


def test_without_hidden_layers_it_says_that_there_are_no_lines(panel, dataset, qtbot):
    qtbot.train(panel.session, dataset, replace(CONFIG, hidden_layers=(), initialization="zeros"))
    qtbot.waitUntil(lambda: panel.result is not None and panel.result.field.is_sharp)
    assert text(panel, "caption") == between.NO_UNITS


def test_another_three_can_be_drawn(shown, qtbot):
    before = shown.result.corners
    with qtbot.waitSignal(shown.corners.changed):
        shown.findChild(QPushButton, "between_another_button").click()
    qtbot.waitUntil(lambda: shown.result.corners is not before)


def test_the_panel_is_live_while_networks_follow_each_other(shown, qtbot):
    run = shown.session.now.run
    for iteration in (0, 20, 40):
        snapshot = run.snapshot_at(iteration)
        shown.session.show(snapshot)
        qtbot.waitUntil(lambda: shown.result.network is snapshot.network)  # noqa: B023


def test_nothing_is_followed_while_it_is_hidden(shown, qtbot):
    result = shown.result
    shown.hide()
    snapshot = shown.session.now.run.snapshot_at(3)
    shown.session.show(snapshot)
    QApplication.processEvents()
    assert shown.result is result
    shown.show()
    qtbot.waitUntil(lambda: shown.result.network is snapshot.network)


def test_a_hidden_panel_keeps_nothing_of_an_earlier_run(shown):
    network = weakref.ref(shown.result.network)
    shown.hide()
    shown.session.reset()
    QApplication.processEvents()
    gc.collect()
    assert shown.result is None
    assert network() is None


def test_the_field_is_saved_at_its_own_resolution(shown, qtbot):
    save = next(action for action in view(shown).actions() if action.objectName() == "between_save_action")
    with qtbot.waitSignal(figure_exports.requested) as asked:
        save.trigger()
    image, name = asked.args
    assert (image.width(), image.height()) == (1600, 1200)
    assert name == between.saved_name(shown.result.corners)


def test_a_reset_says_again_what_to_do(shown):
    shown.session.reset()
    QApplication.processEvents()
    assert text(shown, "empty") == between.NO_NETWORK
    assert shown.result is None


@pytest.mark.parametrize("size", [(1000, 200), (1000, 900), (420, 900), (1700, 900), (320, 300)])
def test_it_fits_into_any_size(shown, size):
    shown.resize(*size)
    QApplication.processEvents()
    for widget in (view(shown), shown.findChild(QLabel, "between_answer")):
        assert widget.isVisible()
    assert view(shown).width() >= 100
    shown.grab()


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_the_colors_of_the_field_are_those_of_the_classes(colors):
    image = field_image(np.array([[0.0, 0.5, 1.0, np.nan]]), colors)
    assert image.format() == QImage.Format.Format_RGB32
    shades = [QColor(image.pixel(x, 0)) for x in range(4)]
    paper = QColor(colors.base)

    def distance(one, other):
        return sum(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))

    assert distance(shades[1], paper) < 40
    assert distance(shades[3], paper) < 40
    for label, shade in ((0, shades[0]), (1, shades[2])):
        own, other = QColor(colors.classes[label]), QColor(colors.classes[1 - label])
        assert distance(shade, own) < distance(shade, other)
        assert distance(shade, own) < distance(shade, paper)


def test_a_path_has_each_segment():
    path = path_of(np.array([[0.0, 0.0, 1.0, 0.5], [0.5, 0.5, 0.25, 1.0]]), QRect(10, 20, 200, 100))
    points = [(path.elementAt(at).x, path.elementAt(at).y) for at in range(path.elementCount())]
    assert points == [(10, 20), (210, 70), (110, 70), (60, 120)]
    assert [path.elementAt(at).isMoveTo() for at in range(4)] == [True, False, True, False]
    assert path_of(np.empty((0, 4)), QRect(0, 0, 9, 9)).isEmpty()
