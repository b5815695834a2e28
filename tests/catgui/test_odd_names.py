"""Files with odd names are opened, and their names shown as plain text on one line."""

import csv
import io
import os
import re
from functools import partial

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt, QUrl
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from engine.text import printable
from tests.support.drops import drop
from tests.support.picture_files import make_photo
from tests.support.small_data import make_dataset, save_network, save_pair

pytestmark = pytest.mark.slow

NAMES = {
    "spaces": " my  cats (1) ",
    "a line break": "two\nlines",
    "quotes": 'it\'s "the" cat`s',
    "markup": "<b>bold<i> & <img src=x>",
    "right to left": "\u202egpj.exe חתול",
    "not UTF-8": b"caf\xe9 \xff".decode("utf-8", "surrogateescape"),
    "255 bytes": "猫" * 83 + "xx",
    "a dash": "-rf",
    "a modified mark": "[*] %n &cats",
    "a formula": "=HYPERLINK(0)",
}
if os.name == "nt":  # it allows only some
    NAMES = {title: name for title, name in NAMES.items() if re.fullmatch(r'[^\n<>:"|?*\udc80-\udcff]*[^ .]', name)}


@pytest.fixture
def window(whole_window):
    return whole_window


def urls(path):
    """A file as another program drops it, whatever the bytes of its name."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromEncoded(path.as_uri().encode())])
    return mime


def shown_texts(window):
    """The texts of all labels, after checking that none, and no tooltip, is shown as markup."""
    for label in window.findChildren(QLabel):
        if label.textFormat() != Qt.TextFormat.PlainText:
            assert "<b>" not in label.text(), label.objectName()
        yield label.text()
    for widget in window.findChildren(QWidget):
        assert "<b>" not in widget.toolTip(), widget.objectName()


def folders(tmp_path):
    for name in NAMES.values():
        folder = tmp_path / name
        folder.mkdir()
        save_pair(folder, make_dataset(train=12, test=6))
        yield folder


def open_dropped(window, qtbot, folder):
    with qtbot.waitSignal(window.workspace.dataset_changed):
        drop(window, urls(folder))
    qtbot.waitUntil(lambda: not window.workspace.loading)


def test_a_folder_of_data_is_named_in_the_title_and_the_panel(window, qtbot, tmp_path):
    for folder in folders(tmp_path):
        open_dropped(window, qtbot, folder)
        shown = printable(folder.name)
        assert window.windowTitle() == f"{shown.replace('[*]', '[*][*]')}[*] – Catgui"
        assert any(shown[1:] in text for text in shown_texts(window))


def test_a_recent_folder_is_opened_again_from_the_menu(window, qtbot, settings, tmp_path):
    recent = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Open &recent")
    for folder in folders(tmp_path):
        open_dropped(window, qtbot, folder)
        assert settings.recent[0] == [str(folder)]
        recent.parent().aboutToShow.emit()
        action = recent.actions()[0]
        assert action.text() == printable(folder).replace("&", "&&")
        with qtbot.waitSignal(window.workspace.dataset_changed):
            action.trigger()
        qtbot.waitUntil(lambda: not window.workspace.loading)


def test_a_photo_is_named_in_its_card_and_tooltip(window, qtbot, tmp_path):
    paths = [make_photo(tmp_path / f"{name[:80]}.png") for name in NAMES.values()]
    for path in paths:
        drop(window, urls(path))
    qtbot.waitUntil(lambda: window.photos.rowCount() == len(paths) and not window.photos.busy)

    assert [(entry.name, entry.error) for entry in window.photos] == [(printable(path.name), "") for path in paths]
    for row, path in enumerate(paths):
        index = window.photos.index(row, 0, QModelIndex())
        assert printable(path) in index.data(Qt.ItemDataRole.AccessibleTextRole)
        assert "<b>" not in index.data(Qt.ItemDataRole.ToolTipRole)
    assert not window.grab().isNull()
    assert list(shown_texts(window))


def test_the_csv_has_a_row_for_each_photo(window, qtbot, tmp_path):
    paths = [make_photo(tmp_path / f"{name[:80]}.png") for name in NAMES.values()]
    for path in paths:
        drop(window, urls(path))
    qtbot.waitUntil(lambda: window.photos.rowCount() == len(paths) and not window.photos.busy)

    table = csv.DictReader(io.StringIO(window.photos.csv(), newline=""))
    names = [printable(path.name) for path in paths]
    # An apostrophe keeps spreadsheets from taking a name for a formula.
    assert [row["photo"] for row in table] == [f"'{name}" if name[0] in "=+-@" else name for name in names]


@pytest.mark.parametrize("ending", [".h5", ".npz", ".png"])
def test_an_unreadable_file_is_named_as_text(window, qtbot, tmp_path, ending):
    for name in NAMES.values():
        path = tmp_path / f"{name[:80]}{ending}"
        path.write_bytes(b"neither data nor a model nor a photo")
        drop(window, urls(path))
        qtbot.waitUntil(partial(error_is_shown, window, printable(path)))


def error_is_shown(window, place):
    """Whether a message or a photo names the file at `place` and says why it was not read."""
    errors = [f"{entry.source.place}: {entry.error}" for entry in window.photos if entry.error]
    return any(f"{place}: " in text for text in (*errors, *(message.text for message in window.messages.shown)))


def test_a_model_is_saved_opened_and_named_in_the_title(window, qtbot, tmp_path):
    window.findChild(QWidget, "iterations_field").setValue(3)
    window.findChild(QWidget, "hidden_layers_field").setText("2")
    with qtbot.wait_for_end(window.session):
        window.controls.train()
    for name in NAMES.values():
        path = tmp_path / f"{name[:80]}.npz"
        save_network(window.document, path)
        window.document.path = None
        drop(window, urls(path))
        qtbot.waitUntil(lambda path=path: window.document.path == path)
        assert window.windowTitle().startswith(printable(path.name).replace("[*]", "[*][*]"))
        assert path.is_file()
