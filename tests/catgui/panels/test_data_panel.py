"""The data panel, used as a user would."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.background_task import end_work
from catgui.models.data_editor import DataEditor, PictureAdder
from catgui.models.selected_picture import SelectedPicture
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels import data_parts
from catgui.panels.data_panel import DataPanel
from catgui.panels.data_parts import LoadingBar
from catgui.style.tooltips import unescape_caption
from catgui.widgets.basic.text_dialogs import TextDialog
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_painting import PictureView
from engine.data.course import CourseMissingError
from tests.support import child_tasks
from tests.support.picture_files import make_class_folders
from tests.support.qt_inverses import unescape_tooltip
from tests.support.small_data import make_dataset


@pytest.fixture
def workspace(qapp):
    workspace = Workspace()
    yield workspace
    end_work(workspace)


@pytest.fixture
def selected(qapp):
    return SelectedPicture()


def make_panel(workspace, selected):
    editor = DataEditor(workspace, UndoStack(workspace))
    return DataPanel(workspace, selected, editor, PictureAdder(workspace, editor, workspace))


@pytest.fixture
def panel(qtbot, workspace, selected, dataset):
    workspace.set_dataset(dataset)
    panel = make_panel(workspace, selected)
    qtbot.addWidget(panel)
    panel.resize(360, 800)
    panel.show()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.grid.setFocus()
    return panel


def grid(panel):
    return panel.findChild(PictureGrid, "data_grid")


def shown_texts(panel):
    return [label.text() for label in panel.findChildren(QLabel)]


def choose(panel, text):
    """Choose which pictures are shown."""
    panel.findChild(QComboBox, "shown_pictures").setCurrentText(text)


def open_source(panel, name):
    panel.findChild(QAction, f"{name}_source").trigger()


def test_while_data_are_opened_it_says_so_until_that_fails(qtbot, workspace, tmp_path):
    panel = make_panel(workspace, SelectedPicture())
    qtbot.addWidget(panel)
    workspace.expect_data()
    assert "Reading…" in shown_texts(panel)
    workspace.open([str(tmp_path / "gone.h5")])
    assert "Reading gone.h5…" in shown_texts(panel)
    qtbot.waitUntil(lambda: "No data yet" in shown_texts(panel))


def test_shows_every_picture_and_counts_them_in_one_line(panel, dataset):
    assert grid(panel).model().rowCount() == dataset.train.count + dataset.test.count
    assert panel.findChild(QLabel, "data_counts").text() == "24 training, 10 test"
    shares = [panel.findChild(QLabel, f"{part}_balance") for part in ("train", "test")]
    assert [share.text() for share in shares] == ["33.3% cat", "40.0% cat"]
    assert unescape_tooltip(shares[0].toolTip()) == "Training: 16 non-cat (66.7%), 8 cat (33.3%)"


def test_all_sources_are_in_one_menu_and_a_download_is_spoken_of_where_there_is_one(panel, monkeypatch):
    for needed, course in ((True, "Course photos (3.2 MB, downloaded once)"), (False, "Course photos")):
        monkeypatch.setattr(data_parts, "needs_download", lambda needed=needed: needed)
        panel.sources.entries.aboutToShow.emit()
        texts = [action.text() for action in panel.sources.entries.actions() if action.text()]
        assert texts == ["Built-in drawings", course, "Your own pictures…", "Two HDF5 files (.h5)…"]


def test_filters_by_part_class_and_what_has_changed(panel, qtbot):
    for text, count in (("Training", 24), ("Test", 10), ("cat", 12), ("non-cat", 22), ("All pictures", 34)):
        choose(panel, text)
        assert grid(panel).model().rowCount() == count
        assert f"{count} pictures" in shown_texts(panel)
    select(panel, 1)
    qtbot.keyClick(grid(panel), Qt.Key.Key_1)
    choose(panel, "Changed")
    assert [grid(panel).model().index(row).data(ROW_ROLE).title for row in range(1)] == ["Training picture 1"]
    qtbot.keyClick(grid(panel), Qt.Key.Key_2)
    assert grid(panel).model().rowCount() == 0
    assert "No picture fits the filter." in shown_texts(panel)


def test_a_narrow_filter_still_says_how_many_pictures_there_are(panel):
    count = panel.findChild(QLabel, "shown_count")
    count.resize(count.fontMetrics().horizontalAdvance("34") + 1, count.height())
    assert count.shown_text == "34"


def test_four_rows_of_pictures_are_seen_in_a_small_window(panel, qtbot):
    panel.resize(244, 570)  # what a window of 1280x720 leaves
    qtbot.waitUntil(lambda: panel.height() == 570)
    assert grid(panel).viewport().height() >= 4 * grid(panel).gridSize().height()
    assert panel.minimumSizeHint().width() <= 216


def test_the_selected_picture_is_small_in_a_low_panel(panel, qtbot):
    view = panel.findChild(PictureView)
    panel.resize(300, 560)
    qtbot.waitUntil(lambda: panel.height() == 560)
    small = view.height()
    panel.resize(300, 900)
    qtbot.waitUntil(lambda: panel.height() == 900)
    assert view.height() == 2 * small
    panel.resize(300, 380)
    qtbot.waitUntil(lambda: not view.isVisible())


def test_the_built_in_drawings_are_a_click_away(panel, workspace, qtbot):
    with qtbot.waitSignal(workspace.dataset_changed):
        open_source(panel, "builtin")
    assert "Built-in drawings" in shown_texts(panel)
    assert workspace.dataset.train.count == 209


def test_course_photos_that_cannot_be_fetched_leave_the_data_as_they_are(
    panel, workspace, dataset, user_errors, qtbot, monkeypatch
):
    def no_network(work):
        work.report(1, 2)
        raise CourseMissingError

    monkeypatch.setattr("engine.data.course.find", lambda: None)
    monkeypatch.setattr("engine.data.course.fetch", no_network)
    with qtbot.waitSignal(workspace.not_opened):
        open_source(panel, "course")
    assert "course photos" in user_errors[0]
    qtbot.waitUntil(lambda: not workspace.loading)
    assert workspace.dataset is dataset


def test_a_download_can_be_cancelled(panel, workspace, dataset, qtbot, monkeypatch):
    def endless(work):
        work.report(1_000_000, 3_000_000)
        work.wait(60)

    monkeypatch.setattr("engine.data.course.find", lambda: None)
    monkeypatch.setattr("engine.data.course.fetch", endless)
    with qtbot.waitSignal(workspace.progressed):
        open_source(panel, "course")
    cancel = next(button for button in panel.findChildren(QPushButton) if button.text() == "Cancel")
    assert cancel.isVisible()
    with qtbot.waitSignal(workspace.loading_changed):
        qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert not cancel.isVisible()
    assert workspace.dataset is dataset


# --- one selection for all panels


def sentence(panel):
    return panel.findChild(QLabel, "picture_sentence").text()


def pick(selected, dataset, picture):
    selected.pick(picture.pixels(dataset), picture.name(dataset), picture)


def test_a_picture_that_another_panel_selects_is_marked_and_enlarged(panel, selected, dataset, qtbot):
    picture = Picture("test", 3)
    with qtbot.waitSignal(selected.changed):
        pick(selected, dataset, picture)
    assert grid(panel).currentIndex().row() == dataset.train.count + 3
    assert sentence(panel) == "Test picture 3\ncat"
    tip = panel.findChild(QLabel, "picture_sentence").toolTip()
    assert unescape_tooltip(tip) == "Test picture 3\ny = 1. It's a cat picture."
    assert selected.picture == picture


def test_a_selected_picture_that_the_filters_hide_is_enlarged_all_the_same(panel, selected, dataset):
    choose(panel, "Training")
    pick(selected, dataset, Picture("test", 3))
    assert not grid(panel).currentIndex().isValid()
    assert sentence(panel).startswith("Test picture 3")
    choose(panel, "Test")
    assert grid(panel).currentIndex().row() == 3
    assert selected.picture == Picture("test", 3)


def test_other_data_select_their_first_picture(panel, workspace, selected, dataset):
    pick(selected, dataset, Picture("test", 3))
    other = make_dataset(seed=8)
    workspace.set_dataset(other)
    assert selected.picture == Picture("train", 0)
    assert (selected.pixels == other.train.pictures[0]).all()


def open_image_folders(panel, workspace, qtbot, folder):
    workspace.open([str(folder)])
    qtbot.waitUntil(lambda: workspace.folder_data is not None and not workspace.loading)


def test_a_very_low_panel_has_room_for_the_pictures_alone(panel, workspace, dataset, qtbot):
    workspace.set_dataset(dataset)
    caption = panel.findChild(QWidget, "picture_sentence")
    assert caption.isVisible()
    panel.resize(200, 100)
    qtbot.waitUntil(lambda: not caption.isVisible())
    qtbot.waitUntil(lambda: panel.minimumSizeHint().height() < 260)
    panel.resize(200, 600)
    assert caption.isVisible()


def test_pictures_that_are_in_both_parts_are_one_line_that_opens_them(panel, workspace, qtbot):
    line = panel.findChild(QPushButton, "twins_button")
    assert not line.isVisible()
    dataset = make_dataset()
    for count, text in ((1, "1 of 10 is also in training"), (2, "2 of 10 are also in training")):
        dataset.test.pictures[2 + count] = dataset.train.pictures[6 + count]
        workspace.set_dataset(replace(dataset))
        assert line.isVisible()
        assert line.text() == text
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert selected_pictures(panel) == [Picture("train", 7)]
    rows = [grid(panel).model().index(row).data(ROW_ROLE).picture for row in range(4)]
    assert rows == [Picture("train", 7), Picture("train", 8), Picture("test", 3), Picture("test", 4)]
    qtbot.keyClick(grid(panel), Qt.Key.Key_Delete)
    assert line.text() == "1 of 10 is also in training"
    workspace.set_dataset(make_dataset())
    assert not line.isVisible()
    assert grid(panel).model().rowCount() == 34


@pytest.mark.slow
def test_reading_others_can_be_cancelled(panel, workspace, qtbot, tmp_path, monkeypatch):
    open_image_folders(panel, workspace, qtbot, make_class_folders(tmp_path / "pets"))
    dataset = workspace.dataset
    monkeypatch.setattr("engine.images.reader._view", child_tasks.hang_on_photo)
    with qtbot.waitSignal(workspace.pictures_counted):
        workspace.open([str(make_class_folders(tmp_path / "others"))])
    progress = next(bar for bar in panel.findChildren(QProgressBar) if bar.accessibleName() == "Loading the data")
    assert progress.isVisible()
    assert progress.format() == "0 of 12 pictures"
    cancel = next(button for button in panel.findChildren(QPushButton) if button.text() == "Cancel")
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not workspace.loading)
    assert workspace.dataset is dataset


def test_files_that_could_not_be_read_are_counted_and_their_reasons_can_be_copied(panel, workspace, qtbot, tmp_path):
    folder = make_class_folders(tmp_path / "pets")
    (folder / "mine").mkdir()
    (folder / "cat" / "broken.png").write_bytes(b"words")
    open_image_folders(panel, workspace, qtbot, folder)
    line = panel.findChild(QPushButton, "unread_button")
    assert line.text() == "2 not read"
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    dialog = panel.findChild(TextDialog)
    assert not dialog.isModal()
    reasons = dialog.findChild(QPlainTextEdit).toPlainText().splitlines()
    assert [reason.split(": ")[0] for reason in reasons] == [str(folder / "mine"), str(folder / "cat" / "broken.png")]
    workspace.set_dataset(make_dataset())
    assert not line.isVisible()


def select(panel, *rows):
    grid(panel).setCurrentIndex(grid(panel).model().index(rows[0]))
    for row in rows[1:]:
        grid(panel).selectionModel().select(grid(panel).model().index(row), QItemSelectionModel.SelectionFlag.Select)


def selected_pictures(panel):
    return [grid(panel).model().index(row).data(ROW_ROLE).picture for row in panel.grid.selected_rows]


def test_keys_label_many_pictures_at_once_which_stay_selected(panel, workspace, qtbot):
    select(panel, 1, 2, 4)
    qtbot.keyClick(grid(panel), Qt.Key.Key_1)
    assert workspace.dataset.train.labels[0, [1, 2, 4]].tolist() == [1, 1, 1]
    assert "random pictures" in shown_texts(panel)
    assert selected_pictures(panel) == [Picture("train", index) for index in (1, 2, 4)]
    qtbot.keyClick(grid(panel), Qt.Key.Key_2)
    assert workspace.dataset.edits is None


@pytest.mark.parametrize(("row", "parts", "following"), [(3, (23, 11), ("train", 3)), (26, (25, 9), ("test", 2))])
def test_a_picture_that_moves_to_the_other_part_leaves_the_place_to_the_next(
    panel, workspace, selected, qtbot, row, parts, following
):
    dataset = workspace.dataset
    select(panel, row)
    qtbot.keyClick(grid(panel), Qt.Key.Key_M)
    assert (workspace.dataset.train.count, workspace.dataset.test.count) == parts
    assert selected_pictures(panel) == [selected.picture] == [Picture(*following)]
    part, index = following
    assert (selected.pixels == dataset.parts[part].pictures[index + 1]).all()
    assert selected.title.endswith(f" picture {index + 1}"), "no picture has the number of another one"


def test_a_picture_that_is_left_out_makes_room_for_the_next(panel, workspace, selected, qtbot):
    choose(panel, "cat")
    select(panel, 1)
    pixels = workspace.dataset.train.pictures[6]
    qtbot.keyClick(grid(panel), Qt.Key.Key_Delete)
    assert grid(panel).model().rowCount() == 11  # the filter stays
    assert (selected.pixels == pixels).all()


def test_the_menu_edits_with_the_keys_and_that_of_moving_leads_to_the_other_part(panel, workspace, qtbot):
    select(panel, 25, 26)
    actions = [action for action in grid(panel).actions() if not action.isSeparator()]
    assert [(unescape_caption(action.text()), action.shortcut().toString()) for action in actions] == [
        ("Label as cat", "1"),
        ("Label as non-cat", "2"),
        ("Move to training", "M"),
        ("Move to test", ""),
        ("Leave out", "Del"),
        ("Put in Between", "B"),
    ]
    assert [action.tip.endswith("(M)") for action in actions[2:4]] == [True, False]
    assert grid(panel).contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    with qtbot.waitSignal(panel._selected.between_asked):
        actions[-1].trigger()
    actions[2].trigger()
    assert (workspace.dataset.train.count, workspace.dataset.test.count) == (26, 8)
    grid(panel).clearSelection()
    assert [action.isEnabled() for action in actions] == 6 * [False]


def test_edited_pictures_are_marked(panel, workspace, qtbot):
    select(panel, 1)
    qtbot.keyClick(grid(panel), Qt.Key.Key_1)
    index = grid(panel).model().index(1)
    assert index.data(ROW_ROLE).edit_mark == "≠"
    assert (
        index.data(Qt.ItemDataRole.AccessibleTextRole) == "Training picture 1: cat (relabeled: cat instead of non-cat)"
    )
    assert grid(panel).model().index(2).data(ROW_ROLE).edit_mark == ""


def test_a_long_name_leaves_room_for_the_pictures_and_is_whole_in_the_tooltip(panel, workspace):
    long_name = "Cats, dogs and other animals of the neighborhood, 2024 to 2026"
    label = panel.findChild(QLabel, "data_name")
    height = label.height()
    workspace.set_dataset(replace(make_dataset(), name=long_name))
    assert label.height() == height
    assert label.text() == long_name
    assert long_name in label.toolTip()


@pytest.fixture
def loading(qtbot):
    loading = LoadingBar("Loading the data", lambda: None)
    qtbot.addWidget(loading)
    return loading


def test_the_loading_bar_is_shown_while_something_is_loaded(loading):
    assert not loading.isVisible()
    loading.show_loading(True)
    assert loading.isVisible()
    assert loading.findChild(QProgressBar).maximum() == 0  # the size is not known yet
    loading.show_loading(False)
    assert not loading.isVisible()


def test_the_loading_bar_counts_more_bytes_than_32_bits_hold(loading):
    progress = loading.findChild(QProgressBar)
    loading.show_bytes(3 * 10**11, 4 * 10**11)
    assert (progress.value(), progress.maximum()) == (3 * 10**8, 4 * 10**8)
    loading.show_pictures(1_200, 5_000)
    assert progress.format() == "1,200 of 5,000 pictures"
    assert (progress.value(), progress.maximum()) == (1_200, 5_000)


def test_the_button_of_the_loading_bar_cancels(qtbot):
    cancelled = []
    loading = LoadingBar("Loading the data", lambda: cancelled.append(True))
    qtbot.addWidget(loading)
    loading.show_loading(True)
    qtbot.mouseClick(loading.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert cancelled == [True]
