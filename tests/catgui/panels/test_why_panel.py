"""The explanation panel: the explanation of a picture, and the way from it to others."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.background_task import end_work
from catgui.models.data_editor import DataEditor
from catgui.models.network.explanations import AnswerFinder, NetworkMapper
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.why_panel import WhyPanel
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.maps import MapView
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_painting import PictureView
from engine.analysis.similarity import activation_similarity, rank_by_similarity
from engine.data.edits import PictureKey
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_layers=(8, 6), iterations=60, learning_rate=0.05, initialization="he")


@pytest.fixture
def panel(qtbot):
    session, picked = TrainingSession(), SelectedPicture()
    mapper = NetworkMapper(session, picked)
    answers = AnswerFinder(session, picked)
    editor = DataEditor(Workspace(), UndoStack())
    panel = WhyPanel(answers, mapper, picked, editor)
    panel.session, panel.picked = session, picked
    qtbot.addWidget(panel)
    panel.resize(698, 208)
    panel.show()
    panel.activateWindow()
    yield panel
    session.shutdown()
    end_work(answers)
    end_work(mapper)


@pytest.fixture
def trained(panel, dataset, qtbot):
    qtbot.train(panel.session, dataset, CONFIG)
    return panel


@pytest.fixture
def answered(trained, dataset, qtbot):
    """About test picture 2, in words."""
    pick(trained, dataset.test.pictures[2], "Test picture 2")
    qtbot.waitUntil(lambda: text(trained, "why_title") == "Test picture 2")
    return trained


def pick(panel, pixels, title):
    panel.picked.pick(pixels, title)


def expected(panel, pixels):
    """The probability of class 1, and its logit."""
    example = Examples.from_pictures(pixels[np.newaxis], np.zeros((1, 1), np.int64))
    return [found.item() for found in panel.session.now.snapshot.network.forward(example)]


def text(panel, name):
    return panel.findChild(QLabel, name).text()


def is_seen(panel, name, kind=QLabel):
    return panel.findChild(kind, name).isVisible()


def test_a_double_click_explains_too(answered, qtbot):
    similar = answered.findChild(PictureGrid, "similar_grid")
    where = similar.visualRect(similar.model().index(0)).center()
    index = similar.model().index(0).data(ROW_ROLE).picture.index
    qtbot.mouseClick(similar.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseDClick(similar.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: text(answered, "why_title") == f"Training picture {index}")


def test_nothing_is_explained_while_the_panel_is_hidden(panel, dataset, qtbot):
    panel.hide()
    pick(panel, dataset.test.pictures[2], "Test picture 2")
    qtbot.train(panel.session, dataset, CONFIG)
    assert text(panel, "answer_sentence") == ""
    panel.show()
    qtbot.waitUntil(lambda: text(panel, "answer_sentence") != "")


def test_the_map_is_as_high_as_the_panel_beside_the_picture_and_follows_it(answered, dataset, qtbot):
    view, picture = answered.findChild(MapView), answered.findChild(PictureView)
    qtbot.waitUntil(view.isVisible)
    for size in ((698, 208), (1900, 900), (698, 208)):
        answered.resize(*size)
        assert view.width() == picture.width()
        assert view.width() >= min(size[1] - 50, size[0] // 4)
    before = view.render_image()
    pick(answered, dataset.test.pictures[3], "Test picture 3")
    qtbot.waitUntil(lambda: view.render_image() != before)
    qtbot.waitUntil(lambda: text(answered, "why_title") == "Test picture 3")


def test_del_leaves_a_training_picture_out(answered, qtbot, monkeypatch):
    listed = answered.findChild(PictureGrid, "similar_grid")
    listed.setFocus()
    listed.setCurrentIndex(listed.model().index(0))
    left_out = []
    monkeypatch.setattr(answered._editor, "leave_out", left_out.extend)
    qtbot.keyClick(listed, Qt.Key.Key_Delete)
    assert left_out == [PictureKey("train", listed.model().index(0).data(ROW_ROLE).picture.index)]


def test_the_answer_in_words_comes_first_with_the_most_similar_training_pictures(answered, dataset):
    probability, _ = expected(answered, dataset.test.pictures[2])
    assert text(answered, "why_heading") == Verdict(probability, dataset.classes).text
    example = Examples.from_pictures(dataset.test.pictures[2:3], np.zeros((1, 1), np.int64))
    network = answered.session.now.snapshot.network
    found = activation_similarity(*(network.hidden(examples)[-1] for examples in (network.train, example)))
    model = answered.findChild(PictureGrid, "similar_grid").model()
    shown = [model.index(row).data(ROW_ROLE).picture.index for row in range(model.rowCount())]
    assert shown == rank_by_similarity(found).tolist()
    assert is_seen(answered, "answer_sentence")


@pytest.mark.usefixtures("any_font")
def test_a_narrow_panel_elides_the_title_before_the_prediction(answered, dataset, qtbot):
    pick(answered, dataset.test.pictures[3], long := f"a picture with a {'very ' * 9}long name")
    qtbot.waitUntil(lambda: text(answered, "why_title") == long)
    heading = answered.findChild(ElidedLabel, "why_heading")
    title = answered.findChild(ElidedLabel, "why_title")
    for width in range(1200, 280, -40):
        answered.resize(width, 208)
        QApplication.processEvents()
        assert heading.shown_text == heading.text() or title.width() == 0, width
    assert title.shown_text != title.text()


def test_enter_on_a_similar_picture_asks_the_same_of_it_and_the_button_goes_back(answered, qtbot):
    similar = answered.findChild(PictureGrid, "similar_grid")
    index = similar.model().index(0).data(ROW_ROLE).picture.index
    similar.setFocus()
    similar.setCurrentIndex(similar.model().index(0))
    qtbot.keyClick(similar, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: text(answered, "why_title") == f"Training picture {index}")
    assert similar.model().index(0).data(ROW_ROLE).picture != Picture("train", index)
    back = answered.findChild(QToolButton, "why_back_button")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text(answered, "why_title") == "Test picture 2")
    assert not back.isVisible()
