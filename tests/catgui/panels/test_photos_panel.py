"""The panel of the user's photos, used as a user would."""

import base64
import threading

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QListView,
    QMessageBox,
    QProgressBar,
)

from catgui.domain.photo_entry import PhotoState
from catgui.inputs.sources import BytesSource, PathSource, WebSource
from catgui.models.background_task import end_work
from catgui.models.data_editor import DataEditor
from catgui.models.messages import panel_requests
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.photos_panel import PhotosPanel
from catgui.style.tooltips import unescape_caption
from catgui.widgets.maps import MapTabs
from catgui.widgets.pictures.picture_painting import PictureDelegate
from engine.images.reader import read_photo_bytes
from engine.system.reader_process import MAX_CALLS
from engine.training.config import TrainingConfig
from tests.support.drops import files
from tests.support.photo_delays import SLOW, FakeWeb
from tests.support.picture_files import make_photo, picture_bytes
from tests.support.qt_inverses import unescape_tooltip

pytestmark = pytest.mark.usefixtures("short_pauses")

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=30)
ADDRESS = "https://example.org/cat.png"


@pytest.fixture
def panel(qtbot, dataset):
    workspace, session = Workspace(), TrainingSession()
    workspace.set_dataset(dataset)
    collection = PhotoCollection(workspace, session, UndoStack())
    selected, editor = SelectedPicture(), DataEditor(workspace, UndoStack())
    panel = PhotosPanel(collection, session, workspace, selected, editor)
    panel.collection, panel.session, panel.workspace = collection, session, workspace
    qtbot.addWidget(panel)
    panel.resize(940, 240)
    panel.show()
    qtbot.waitUntil(panel.isActiveWindow)
    yield panel
    end_work(panel._mapper)
    collection.shutdown()
    session.shutdown()


def button(panel, name):
    return panel.findChild(QAbstractButton, f"{name}_button")


def click(qtbot, panel, name):
    # What its photo allows may be known a moment later.
    qtbot.waitUntil(button(panel, name).isEnabled)
    qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)


def cards(panel):
    return panel.findChild(QListView, "photo_cards")


def line(panel):
    return panel.findChild(QLabel, "photos_line").text()


def names(panel):
    return [entry.name for entry in panel.collection]


def states(panel):
    return [entry.state for entry in panel.collection]


def settled(qtbot, panel, count):
    qtbot.waitUntil(lambda: len(panel.collection) == count and not panel.collection.busy)


def add(qtbot, panel, *photo_names):
    panel.add_sources([BytesSource(name, picture_bytes()) for name in photo_names])
    settled(qtbot, panel, len(photo_names))


def select(panel, *rows):
    cards(panel).setFocus()
    cards(panel).clearSelection()
    for row in rows:
        index = cards(panel).model().index(row, 0)
        cards(panel).selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)


def select_one(panel, row):
    cards(panel).setFocus()
    cards(panel).select_row(row)


def train(qtbot, panel, config=CONFIG):
    qtbot.train(panel.session, panel.workspace.dataset, config)


def mime_of(**contents):
    mime = QMimeData()
    if "url" in contents:
        mime.setUrls([QUrl(contents["url"])])
    if "html" in contents:
        mime.setHtml(contents["html"])
    if "image" in contents:
        mime.setImageData(contents["image"])
    return mime


def question(panel):
    boxes = [box for box in panel.findChildren(QMessageBox) if box.isVisible()]
    return boxes[0] if boxes else None


def answer(qtbot, panel, role):
    box = question(panel)
    selected_indexes = next(choice for choice in box.buttons() if box.buttonRole(choice) is role)
    qtbot.mouseClick(selected_indexes, Qt.MouseButton.LeftButton)


def test_a_picture_dragged_from_a_browser_as_image_local_address_or_data_address(panel, qtbot, tmp_path):
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    text = base64.b64encode(picture_bytes()).decode()
    local = make_photo(tmp_path / "local.png")
    panel.drop(mime_of(image=image, url=ADDRESS))
    settled(qtbot, panel, 1)
    panel.drop(mime_of(html=f'<img src="data:image/png;base64,{text}">'))
    settled(qtbot, panel, 2)
    panel.drop(mime_of(html=f'<img src="{local.as_uri()}">'))
    settled(qtbot, panel, 3)
    assert names(panel) == ["cat.png", "picture", "local.png"]
    assert states(panel) == [PhotoState.READ] * 3
    assert question(panel) is None


def test_a_web_address_is_downloaded_only_after_confirmation(panel, qtbot, monkeypatch):
    web = FakeWeb(monkeypatch)
    panel.drop(mime_of(url=ADDRESS))
    assert question(panel).text() == "Fetch 1 picture from example.org?"
    assert web.requested == []
    answer(qtbot, panel, QMessageBox.ButtonRole.AcceptRole)
    settled(qtbot, panel, 1)
    assert web.requested == [ADDRESS]
    assert states(panel) == [PhotoState.READ]


def test_a_picture_files_and_an_address_are_pasted(panel, qtbot, tmp_path):
    clipboard = QGuiApplication.clipboard()
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    clipboard.setImage(image)
    click(qtbot, panel, "photos_paste")
    settled(qtbot, panel, 1)
    clipboard.setMimeData(files(make_photo(tmp_path / "a.png")))
    panel.paste()
    settled(qtbot, panel, 2)
    clipboard.setText(ADDRESS)
    panel.paste()
    assert "example.org" in question(panel).text()
    answer(qtbot, panel, QMessageBox.ButtonRole.RejectRole)
    assert states(panel) == [PhotoState.READ] * 2


def test_delete_removes_the_selected_and_undo_brings_them_back(panel, qtbot):
    add(qtbot, panel, "a", "b", "c")
    select(panel, 0, 2)
    qtbot.keyClick(cards(panel), Qt.Key.Key_Delete)
    assert names(panel) == ["b"]
    assert line(panel).startswith("Removed 2 photos.")
    click(qtbot, panel, "photos_undo")
    assert names(panel) == ["a", "b", "c"]
    assert not button(panel, "photos_undo").isVisible()


def test_slow_reading_shows_progress_and_can_be_cancelled(panel, qtbot, gate):
    photo_names = ("a", *[SLOW] * MAX_CALLS, "c")
    panel.add_sources([BytesSource(name, picture_bytes(size=(9 + i, 9))) for i, name in enumerate(photo_names)])
    bar = panel.findChild(QProgressBar)
    assert not bar.isVisible()
    total = MAX_CALLS + 2
    qtbot.waitUntil(lambda: gate.waiting == MAX_CALLS and line(panel) == f"Reading photos: 1 of {total}")
    assert (bar.value(), bar.maximum()) == (1, total)
    assert bar.isVisible()
    click(qtbot, panel, "photos_cancel")
    settled(qtbot, panel, 1)
    assert not bar.isVisible()
    assert line(panel).startswith(f"Removed {total - 1} photos.")


@pytest.mark.slow
def test_a_thousand_photos_are_read_in_threads_and_only_visible_ones_painted(panel, qtbot, monkeypatch):
    painted, threads, read = [], set(), read_photo_bytes
    paint = PictureDelegate.paint

    def watched_paint(self, painter, option, index):
        painted.append(index.row())
        paint(self, painter, option, index)

    def watched_read(*arguments):
        threads.add(threading.get_ident())
        return read(*arguments)

    monkeypatch.setattr(PictureDelegate, "paint", watched_paint)
    monkeypatch.setattr("engine.images.reader.read_photo_bytes", watched_read)
    train(qtbot, panel)
    panel.add_sources([BytesSource(f"{number}.png", picture_bytes(size=(12, 8))) for number in range(1000)])
    qtbot.waitUntil(lambda: len(panel.collection) == 1000 and not panel.collection.busy, timeout=120_000)
    qtbot.waitUntil(lambda: all(entry.verdict is not None for entry in panel.collection), timeout=120_000)
    assert threading.get_ident() not in threads
    painted.clear()
    cards(panel).grab()
    cards(panel).scrollToBottom()
    cards(panel).grab()
    assert {0, 999} <= set(painted)
    assert len(set(painted)) <= 40
    panel.commands.clear.trigger()
    assert names(panel) == []


@pytest.fixture
def three(panel, qtbot):
    """The panel with three photos and the focus on the cards, brought there by Tab."""
    add(qtbot, panel, "a", "b", "c")
    cards(panel).setFocus(Qt.FocusReason.TabFocusReason)
    return panel


def press(qtbot, *keys):
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def selected_indexes(panel):
    return [cards(panel).model().index(row, 0).data() for row in cards(panel).selected_rows]


def focus(panel):
    return QApplication.focusWidget().objectName()


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ((Qt.Key.Key_Left,), "a"),
        ((Qt.Key.Key_Home,), "a"),
        ((Qt.Key.Key_Right,), "b"),
        ((Qt.Key.Key_Right, Qt.Key.Key_Right), "c"),
        ((Qt.Key.Key_Right, Qt.Key.Key_Left), "a"),
        ((Qt.Key.Key_End,), "c"),
    ],
)
def test_the_arrow_keys_select_a_photo_to_remove_and_restore(three, qtbot, keys, name):
    press(qtbot, *keys)
    assert selected_indexes(three) == [name]
    press(qtbot, Qt.Key.Key_Delete)
    assert names(three) == [other for other in "abc" if other != name]
    click(qtbot, three, "photos_undo")
    assert names(three) == ["a", "b", "c"]


def test_removing_selects_the_next_photo_until_none_is_left(three, qtbot):
    press(qtbot, Qt.Key.Key_Right)
    for left, neighbor in ((["a", "c"], ["c"]), (["a"], ["a"])):
        press(qtbot, Qt.Key.Key_Delete)
        assert names(three) == left
        assert selected_indexes(three) == neighbor
        assert focus(three) == "photo_cards"
    press(qtbot, Qt.Key.Key_Delete)
    assert names(three) == []
    assert focus(three) == "photos_open_button"


def test_the_download_prompt_has_mnemonics(panel, qtbot, monkeypatch):
    FakeWeb(monkeypatch)
    for key, count in ((Qt.Key.Key_C, 0), (Qt.Key.Key_F, 1)):
        panel.add_sources([WebSource(ADDRESS)])
        qtbot.waitUntil(question(panel).isActiveWindow)
        with qtbot.waitSignal(question(panel).finished):
            qtbot.keyClick(question(panel), key, Qt.KeyboardModifier.AltModifier)
        settled(qtbot, panel, count)


def actual(panel):
    return {entry.name: entry.actual for entry in panel.collection if entry.actual}


def shown(panel):
    model = cards(panel).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


@pytest.fixture
def predicted(panel, qtbot):
    """The panel with four photos of different colors and a broken file, and their predictions."""
    train(qtbot, panel)
    colors = {"d": "red", "b": "blue", "a": "white", "c": "black"}
    panel.add_sources([BytesSource(name, picture_bytes(color)) for name, color in colors.items()])
    panel.add_sources([BytesSource("broken", b"text")])
    settled(qtbot, panel, 5)
    qtbot.waitUntil(lambda: all(entry.verdict or entry.error for entry in panel.collection))
    return panel


def by_class(panel, label):
    return [entry.name for entry in panel.collection if entry.verdict and entry.verdict.label == label]


def answer_all(panel, class_name):
    panel.collection.set_actual([entry.key for entry in panel.collection if not entry.error], class_name)


def test_keys_answer_for_one_photo_after_another_and_undo_takes_back(predicted, qtbot):
    select_one(predicted, 0)
    for key in (Qt.Key.Key_1, Qt.Key.Key_Right, Qt.Key.Key_2):
        qtbot.keyClick(cards(predicted), key)
    assert actual(predicted) == {"d": "cat", "b": "non-cat"}
    predicted.collection.undo_stack.undo()
    assert actual(predicted) == {"d": "cat"}


def test_the_wrong_photos_are_shown_alone(predicted, qtbot):
    assert shown(predicted) == ["d", "b", "a", "c", "broken"]
    answer_all(predicted, "cat")
    predicted.tools.wrong.trigger()
    assert shown(predicted) == by_class(predicted, 0)
    qtbot.waitUntil(lambda: predicted.tools.wrong.text() == f"Wrong ({len(by_class(predicted, 0))})")
    for entry in predicted.collection:
        predicted.collection.set_actual([entry.key], "" if entry.error else entry.verdict.class_name)
    predicted.collection.settled.emit()
    assert predicted.findChild(QLabel, "photos_empty").text() == "No photo is wrong."
    assert predicted.findChild(QLabel, "photos_empty").isVisible()


def test_all_unreadable_photos_are_removed_from_the_place_that_says_why(predicted, qtbot):
    qtbot.waitUntil(button(predicted, "photos_remove_unreadable").isVisible)
    assert line(predicted) == "Not read: 1 photo; each card says why."
    click(qtbot, predicted, "photos_remove_unreadable")
    assert shown(predicted) == ["d", "b", "a", "c"]
    click(qtbot, predicted, "photos_undo")
    assert names(predicted) == ["d", "b", "a", "c", "broken"]


def test_new_photos_come_into_view_whatever_was_filtered(panel, qtbot, tmp_path):
    add(qtbot, panel, *(f"{number}" for number in range(20)))
    panel.tools.wrong.trigger()
    panel.add_sources([PathSource(str(make_photo(tmp_path / f"new {number}.png"))) for number in range(10)])
    settled(qtbot, panel, 30)
    first = cards(panel).visualRect(cards(panel).model().index(20, 0))
    assert cards(panel).viewport().rect().contains(first.center())


def test_enter_enlarges_and_the_arrows_step_and_keys_answer(predicted, qtbot):
    select_one(predicted, 0)
    qtbot.keyClick(cards(predicted), Qt.Key.Key_Return)
    dialog = predicted.findChild(QDialog, "photo_dialog")
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.windowTitle() == "d"
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert dialog.windowTitle() == "b"
    assert selected_indexes(predicted) == ["b"]
    qtbot.keyClick(dialog, Qt.Key.Key_2)
    assert actual(predicted) == {"b": "non-cat"}
    assert dialog.findChild(QLabel, "picture_facts").text() == "Actual: non-cat"
    dialog.close()


def test_a_photo_is_enlarged_and_stepped_from_whatever_modifier_is_held(predicted, qtbot):
    select_one(predicted, 0)
    qtbot.keyClick(cards(predicted), Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)  # as before Ctrl+C
    assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.ControlModifier
    predicted.commands.enlarge.trigger()
    dialog = predicted.findChild(QDialog, "photo_dialog")
    assert (dialog.windowTitle(), selected_indexes(predicted)) == ("d", ["d"])
    next(choice for choice in dialog.findChildren(QAbstractButton) if choice.text() == "Next").click()
    assert (dialog.windowTitle(), selected_indexes(predicted)) == ("b", ["b"])


@pytest.mark.slow
def test_the_enlarged_photo_has_the_map_of_the_network(predicted, qtbot):
    select_one(predicted, 0)
    qtbot.keyClick(cards(predicted), Qt.Key.Key_Return)
    dialog = predicted.findChild(QDialog, "photo_dialog")
    dialog.findChild(MapTabs).choose_map()
    caption = dialog.findChild(QLabel, "map_caption")
    qtbot.waitUntil(lambda: caption.isVisible() and caption.text() != "")
    dialog.close()
    with qtbot.assertNotEmitted(predicted._mapper.found):
        predicted.session.show(predicted.session.now.snapshot)


def test_why_asks_for_the_panel_and_closes_the_enlarged_photo(predicted, qtbot):
    select_one(predicted, 1)
    predicted.commands.enlarge.trigger()
    dialog = predicted.findChild(QDialog, "photo_dialog")
    with qtbot.waitSignal(panel_requests.requested):
        click(qtbot, dialog, "photo_why")
    assert predicted._selected.title == names(predicted)[1]
    assert not dialog.isVisible()


def test_the_selected_or_the_enlarged_photo_is_added_to_the_data(panel, qtbot, monkeypatch):
    added = []
    monkeypatch.setattr(
        panel._editor, "add_photos", lambda entries, part: added.append(([entry.name for entry in entries], part))
    )
    add(qtbot, panel, "a", "b", "c")
    panel.collection.set_actual([entry.key for entry in panel.collection], "cat")
    select(panel, 0, 2)
    qtbot.keyClick(cards(panel), Qt.Key.Key_T)
    select(panel, 1, 2)
    panel.commands.enlarge.trigger()
    dialog = panel.findChild(QDialog, "photo_dialog")
    qtbot.keyClick(dialog, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert added == [(["a", "c"], "train"), (["b"], "test")]


def test_a_row_of_buttons_is_for_the_selected_photos_and_leaves_the_keys_to_the_cards(predicted, qtbot):
    select(predicted, 0, 1)
    click(qtbot, predicted, "actual_0")
    assert actual(predicted) == {"d": "non-cat", "b": "non-cat"}
    click(qtbot, predicted, "actual_0")  # again: it stays so
    assert button(predicted, "actual_0").isChecked()
    assert cards(predicted).hasFocus()
    qtbot.keyClick(cards(predicted), Qt.Key.Key_1)
    assert actual(predicted) == {"d": "cat", "b": "cat"}
    assert [button(predicted, f"actual_{of}").isChecked() for of in (0, 1)] == [False, True]
    select(predicted)
    assert not button(predicted, "actual_0").isEnabled()
    assert unescape_tooltip(button(predicted, "actual_0").toolTip()) == "Select photos first."


def test_a_photo_whose_class_the_network_lacks_can_be_given_another(predicted, qtbot):
    answer_all(predicted, "dog")
    select_one(predicted, 0)
    assert not any(button(predicted, f"actual_{of}").isChecked() for of in (0, 1, "unknown"))
    click(qtbot, predicted, "actual_1")
    assert actual(predicted)["d"] == "cat"


def test_the_key_of_a_command_that_cannot_be_done_says_why(panel, qtbot):
    add(qtbot, panel, "a")
    select_one(panel, 0)
    qtbot.keyClick(cards(panel), Qt.Key.Key_T)
    assert line(panel) == "Say first what it shows."


def test_removing_the_enlarged_photo_goes_on_to_the_next_and_closes_after_the_last(panel, qtbot):
    add(qtbot, panel, "a", "b")
    select_one(panel, 0)
    panel.commands.enlarge.trigger()
    dialog = panel.findChild(QDialog, "photo_dialog")
    click(qtbot, dialog, "photos_remove")
    assert dialog.windowTitle() == "b"
    qtbot.keyClick(dialog, Qt.Key.Key_Delete)
    assert names(panel) == []
    assert not dialog.isVisible()


def test_tab_leads_from_the_cards_to_the_buttons_of_the_selected_photo(three, qtbot):
    three.collection.set_actual([next(iter(three.collection)).key], "non-cat")
    press(qtbot, Qt.Key.Key_Tab)
    assert focus(three) == "actual_1_button"
    press(qtbot, Qt.Key.Key_Space)
    assert actual(three) == {"a": "cat"}
    press(qtbot, Qt.Key.Key_2)  # the keys of the cards, on a button as well
    assert actual(three) == {"a": "non-cat"}


def test_the_menu_of_the_cards_has_all_commands_with_their_keys(panel):
    actions = [action for action in panel.cards.actions() if not action.isSeparator()]
    assert [unescape_caption(action.text()) for action in actions] == [
        "Enlarge", "Why?", "Put in Between", "Actual: cat", "Actual: non-cat", "Actual: Not known",
        "Add and retrain", "Add to test", "Remove", "Remove all photos",
    ]  # fmt: skip
    keys = [action.shortcut().toString() for action in actions]
    assert keys == ["Enter", "", "B", "1", "2", "0", "T", "Shift+T", "Del", ""]
    assert panel.cards.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu


@pytest.fixture
def many(panel, qtbot):
    """The panel with more photos than fit, of which the last ones are seen and none is selected."""
    sources = [BytesSource(f"{number}", picture_bytes(size=(30 + number, 40))) for number in range(40)]
    panel.collection.restore(dict.fromkeys(sources, ""))
    settled(qtbot, panel, 40)
    cards(panel).scrollToBottom()
    return panel


@pytest.mark.parametrize("size", [(500, 260), (940, 240)])
def test_a_key_acts_on_the_card_that_was_clicked_whatever_comes_and_changes(many, qtbot, size):
    many.resize(*size)
    cards(many).scrollToBottom()
    place = cards(many).visualRect(cards(many).model().index(38, 0)).center()
    seen = cards(many).indexAt(place).data()
    qtbot.mouseClick(cards(many).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selected_indexes(many) == [seen]
    assert cards(many).indexAt(place).data() == seen
    many.collection.restore({BytesSource("new", picture_bytes("blue")): ""})
    with qtbot.waitSignal(many.collection.settled):
        train(qtbot, many)
    assert selected_indexes(many) == [seen]
    for _ in range(2):  # the first press may bring the card back into sight
        qtbot.keyClick(cards(many), Qt.Key.Key_2)
    assert actual(many) == {seen: "non-cat"}
    assert cards(many).shows_selected


def test_tab_selects_a_card_that_is_seen(many):
    cards(many).setFocus(Qt.FocusReason.TabFocusReason)
    assert cards(many).shows_selected
    assert cards(many).currentIndex().row() > 0


def test_a_key_brings_a_selected_card_that_is_out_of_sight_back_before_it_acts(many, qtbot):
    select_one(many, 0)
    cards(many).scrollToBottom()
    qtbot.keyClick(cards(many), Qt.Key.Key_1)
    assert actual(many) == {}
    assert cards(many).shows_selected
    qtbot.keyClick(cards(many), Qt.Key.Key_1)
    assert actual(many) == {"0": "cat"}


def test_no_other_photo_is_selected_for_one_that_is_no_longer_shown(predicted, qtbot):
    right = {1: Qt.Key.Key_1, 0: Qt.Key.Key_2}[next(iter(predicted.collection)).verdict.label]
    predicted.collection.set_actual([next(iter(predicted.collection)).key], ["cat", "non-cat"][right == Qt.Key.Key_1])
    predicted.tools.wrong.trigger()
    select_one(predicted, 0)
    predicted.commands.enlarge.trigger()
    dialog = predicted.findChild(QDialog, "photo_dialog")
    qtbot.keyClick(dialog, right)
    predicted.collection.settled.emit()
    assert shown(predicted) == []
    assert selected_indexes(predicted) == []
    assert dialog.windowTitle() == "d"
