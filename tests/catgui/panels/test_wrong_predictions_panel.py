"""The panel of wrong predictions, used as a user would."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.background_task import end_work
from catgui.models.data_editor import DataEditor
from catgui.models.messages import panel_requests
from catgui.models.photos.answers import PhotoDetections
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.panels.wrong_predictions_panel import WrongPredictionsPanel
from catgui.style.tooltips import unescape_caption
from catgui.widgets.maps import MapTabs, MapView
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.viewer import Viewer
from engine.analysis.evaluation import Evaluation
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from engine.training.run import Snapshot, TrainingRun
from tests.support.small_data import make_dataset

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)
TEST_PICTURES = 60


class PlayedSession(TrainingSession):
    """A session that a test leads through its evaluations by hand."""

    def play(self, dataset, probabilities):
        """Say that the network now gives these probabilities to the test pictures, and none of the others is wrong."""
        if self.now.run is None or self.now.run.dataset is not dataset:
            self._set(run=TrainingRun(dataset, QUICK))
        test = Evaluation(np.array([probabilities]), dataset.test.labels, dataset.classes)
        train = Evaluation(dataset.train.labels.astype(float), dataset.train.labels, dataset.classes)
        self.show(Snapshot(1, None, train, test, 0.5))


@pytest.fixture
def session(qapp):
    session = PlayedSession()
    yield session
    session.shutdown()


@pytest.fixture
def many():
    return make_dataset(test=TEST_PICTURES)


@pytest.fixture
def selected(qapp):
    return SelectedPicture()


@pytest.fixture
def panel(qtbot, session, selected, workspace):
    detections = PhotoDetections()
    panel = WrongPredictionsPanel(session, selected, DataEditor(workspace, UndoStack()))
    qtbot.addWidget(panel)
    panel.resize(940, 200)
    panel.show()
    qtbot.waitUntil(panel.isActiveWindow)
    yield panel
    end_work(panel._mapper)
    detections.shutdown()


def probabilities(dataset, **wrong):
    """All right by 0.9, except the pictures named: `p3=0.8` is picture 3 wrong with a confidence of 0.8."""
    labels = dataset.test.labels[0]
    result = np.where(labels == 1, 0.9, 0.1)
    for name, confidence in wrong.items():
        index = int(name[1:])
        result[index] = 1 - confidence if labels[index] else confidence
    return result


def all_wrong(dataset, seed=0):
    confidences = np.random.RandomState(seed).uniform(0.51, 0.99, dataset.test.count)
    return probabilities(dataset, **{f"p{index}": confidence for index, confidence in enumerate(confidences)})


def grid(panel):
    return panel.findChild(PictureGrid, "wrong_grid")


def dialog(panel):
    return panel.findChild(Viewer)


def words(panel, name):
    return panel.findChild(QLabel, name).text()


def answer(panel):
    return words(dialog(panel), "picture_answer"), words(dialog(panel), "picture_facts")


def shown(panel):
    model = grid(panel).model()
    return [model.index(row).data(ROW_ROLE).picture.index for row in range(model.rowCount())]


def pick(panel, row):
    grid(panel).setCurrentIndex(grid(panel).model().index(row))


def picked(panel):
    row = grid(panel).currentIndex().data(ROW_ROLE)
    return row and row.picture


def open_with_enter(panel, qtbot, row):
    grid(panel).setFocus()
    pick(panel, row)
    qtbot.keyClick(grid(panel), Qt.Key.Key_Return)
    qtbot.waitUntil(dialog(panel).isActiveWindow)


def choose(panel, qtbot, text):
    tabs = panel.findChild(QTabBar)
    where = next(tab for tab in range(tabs.count()) if tabs.tabText(tab) == text)
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(where).center())


def test_a_run_shows_every_wrong_picture(panel, session, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    wrong = session.now.snapshot.test.wrong()
    assert wrong
    assert shown(panel) == [one.index for one in wrong]
    assert words(panel, "wrong_count") == f"{len(wrong)} of 10 wrong"
    assert grid(panel).isVisible()


def test_the_selected_picture_stays_selected_while_the_list_changes(panel, session, dataset):
    session.play(dataset, probabilities(dataset, p1=0.9, p4=0.8, p7=0.7))
    pick(panel, 1)
    session.play(dataset, probabilities(dataset, p1=0.6, p4=0.7, p5=0.99))
    assert shown(panel) == [5, 4, 1]
    assert picked(panel) == Picture("test", 4)
    assert grid(panel).selectedIndexes() == [grid(panel).currentIndex()]


def test_a_selected_picture_that_becomes_right_stays_selected_and_does_not_scroll_the_grid(
    panel, session, selected, many, qtbot
):
    session.play(many, all_wrong(many))
    bar = grid(panel).verticalScrollBar()
    pick(panel, 0)
    first = picked(panel)
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(150)
    now = all_wrong(many)
    now[first.index] = many.test.labels[0, first.index]
    session.play(many, now)
    grid(panel).grab()
    assert bar.value() == 150
    assert picked(panel) is None
    assert selected.picture == first
    session.play(many, all_wrong(many))
    assert picked(panel) == first


def test_a_picture_that_another_panel_selects_is_marked_if_it_is_shown(panel, session, selected, many):
    session.play(many, all_wrong(many))
    for picture, marked in ((Picture("test", 52), True), (Picture("train", 5), False)):
        selected.pick(picture.pixels(many), picture.name(many), picture)
        assert (picked(panel) == picture) == marked
        assert selected.picture == picture
    pick(panel, 0)
    assert selected.picture == picked(panel)


def test_enter_and_double_click_enlarge_the_picture(panel, session, dataset, qtbot):
    session.play(dataset, probabilities(dataset, p1=0.9, p3=0.8))
    open_with_enter(panel, qtbot, 0)
    assert dialog(panel).windowTitle() == "Test picture 1"
    assert answer(panel) == ("cat", "Actual: non-cat")
    assert words(dialog(panel), "picture_place") == "1 of 2"
    qtbot.keyClick(dialog(panel), Qt.Key.Key_Escape)
    assert not dialog(panel).isVisible()
    where = grid(panel).visualRect(grid(panel).model().index(1)).center()
    qtbot.mouseClick(grid(panel).viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseDClick(grid(panel).viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert dialog(panel).isVisible()
    assert answer(panel) == ("non-cat", "Actual: cat")
    assert "Probability of cat: 20%" in words(dialog(panel), "picture_probability")


def test_why_selects_the_enlarged_picture_and_asks_for_the_panel(panel, session, dataset, selected, qtbot):
    session.play(dataset, probabilities(dataset, p1=0.9, p3=0.8))
    open_with_enter(panel, qtbot, 1)
    selected.pick(dataset.train.pictures[0], "Training picture 0", Picture("train", 0))  # in another panel meanwhile
    with qtbot.waitSignal(panel_requests.requested):
        qtbot.mouseClick(dialog(panel).findChild(QPushButton, "why_button"), Qt.MouseButton.LeftButton)
    assert selected.picture == Picture("test", 3)
    assert not dialog(panel).isVisible()


def test_a_test_picture_can_be_put_into_the_training_part(panel, session, dataset, workspace, qtbot):
    session.play(dataset, all_wrong(dataset))
    open_with_enter(panel, qtbot, 1)
    picture = shown(panel)[1]
    move = dialog(panel).findChild(QPushButton, "move_to_training_button")
    qtbot.mouseClick(move, Qt.MouseButton.LeftButton)
    assert PictureKey("test", picture) in EditedDataset.of(workspace.dataset).members["train"]
    assert not dialog(panel).isVisible()


def test_the_arrows_walk_through_the_list_and_end_where_it_ends(panel, session, dataset, qtbot):
    session.play(dataset, probabilities(dataset, p1=0.9, p3=0.8, p5=0.7))
    open_with_enter(panel, qtbot, 0)
    seen = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(dialog(panel), key)
        seen.append(dialog(panel).windowTitle().removeprefix("Test picture "))
    assert seen == ["1", "3", "5", "5", "3"]
    assert picked(panel) == Picture("test", 3)


def test_the_dialog_stays_open_over_a_new_run_and_closes_when_the_network_is_forgotten(panel, session, dataset, qtbot):
    session.play(dataset, probabilities(dataset, p1=0.9))
    open_with_enter(panel, qtbot, 0)
    session.start(dataset, QUICK)
    assert dialog(panel).isVisible()
    qtbot.waitUntil(lambda: session.now.snapshot is not None)
    session.reset()
    assert not dialog(panel).isVisible()
    assert words(panel, "wrong_empty").startswith("Train to see")


def test_a_cell_of_the_confusion_matrix_shows_its_pictures_in_the_list(panel, session, dataset, qtbot):
    labels = dataset.test.labels[0]
    session.play(dataset, probabilities(dataset, p0=0.9, p1=0.8, p2=0.7))
    right_cats = [index for index in range(3, len(labels)) if labels[index] == 1]
    panel.show_cell("test", 1, 1)
    model = panel.findChild(PictureGrid).model()
    assert sorted(model.picture(row).index for row in range(model.rowCount())) == right_cats
    heading = panel.findChild(QLabel, "wrong_count").text()
    assert heading.startswith(f"{len(right_cats)} of {len(labels)}: actually cat, predicted cat")
    assert ", right. Predicted: " in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    qtbot.mouseClick(panel.findChild(QPushButton, "all_wrong_button"), Qt.MouseButton.LeftButton)
    assert sorted(model.picture(row).index for row in range(model.rowCount())) == [0, 1, 2]


def test_the_enlarged_picture_has_its_map_which_follows_the_steps(panel, session, many, qtbot):
    qtbot.train(session, many, QUICK)
    open_with_enter(panel, qtbot, 0)
    dialog(panel).findChild(MapTabs).choose_map()
    view = dialog(panel).findChild(MapView)
    qtbot.waitUntil(view.isVisible)
    before = view.render_image()
    qtbot.keyClick(dialog(panel), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: view.isVisible() and view.render_image() != before)


def test_an_enlarged_picture_that_becomes_right_stays_with_its_prediction_and_leads_on(panel, session, dataset, qtbot):
    session.play(dataset, probabilities(dataset, p1=0.9, p3=0.8, p5=0.7))
    open_with_enter(panel, qtbot, 1)
    session.play(dataset, probabilities(dataset, p1=0.9, p5=0.7))
    assert dialog(panel).windowTitle() == "Test picture 3"
    assert answer(panel) == ("cat", "Actual: cat")
    assert words(dialog(panel), "picture_place") == ""
    qtbot.keyClick(dialog(panel), Qt.Key.Key_Right)
    assert dialog(panel).windowTitle() == "Test picture 5"
    assert words(dialog(panel), "picture_place") == "2 of 2"


def test_the_menu_has_the_commands_of_the_selected_picture(panel, session, dataset, qtbot):
    commands = [action for action in grid(panel).actions() if not action.isSeparator()]
    assert [unescape_caption(command.text()) for command in commands] == [
        "Enlarge",
        "Why?",
        "Put in Between",
        "Move to training",
    ]
    session.play(dataset, probabilities(dataset, p1=0.9))
    assert not any(command.isEnabled() for command in commands)
    pick(panel, 0)
    assert all(command.isEnabled() for command in commands)
    with qtbot.waitSignal(panel_requests.requested):
        commands[1].trigger()
