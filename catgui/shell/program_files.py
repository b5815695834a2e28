"""Help, Files of this program and About: places and backups, versions, rights to the filters."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from catgui.desktop.system import open_outside, versions
from catgui.profile.backups import is_whole
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.settings import Settings
from catgui.profile.store import ProfileStore
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.basic.text_dialogs import ClosedDialog, MessageBox, TextDialog
from engine.errors import ModelFileError
from engine.system.user_dirs import NoHomeError, data_folder, filters_notice_path, log_folder
from engine.text import printable

_INTRODUCTION = "Removing the program leaves these files."
_BROUGHT_BACK = "Catgui closes. What you have now goes to the backups."
_FRESH = "Catgui closes. Your work goes to the backups: see Help, Files."
_NO_BACKUPS = "none yet"
_GAP = 8
_DETECTOR_ORIGIN = (
    "The cat detector and the pretrained filters learned from CIFAR-10 and 40,993 photos. None is in the program."
)
_RIGHTS = "MIT license. For the filters there is more to know:"
PRIVACY = "Nothing leaves this computer. Only course photos, and pictures from an address, are fetched if you ask."


def _open(box: MessageBox) -> None:
    """Show a question with Cancel as its default."""
    cancel = box.addButton(box.StandardButton.Cancel)
    cancel.setText("&Cancel")
    box.setDefaultButton(cancel)
    box.finished.connect(box.deleteLater)
    box.open()


class FilesDialog(ClosedDialog):
    """Shows where the files of each kind are and from when the backups are, and brings one of these back."""

    def __init__(self, window: QWidget, keeper: ProfileKeeper, settings: Settings) -> None:
        super().__init__("files_dialog", "Files of this program", window)
        self._window, self._keeper, self._settings = window, keeper, settings
        self._dates = label(role="muted", wrap=True)
        self._dates.setObjectName("files_backups")
        self._bring_back = QPushButton("&Bring one back…")
        self._bring_back.setAutoDefault(False)
        self._bring_back.clicked.connect(self._choose_backup)
        self._problem = label(wrap=True)
        self._problem.setObjectName("files_problem")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for title, place in self._places().items():
            self._add_row(grid, title, place)
        if keeper.store is not None:
            row = grid.rowCount()
            grid.addWidget(self._dates, row, 0)
            grid.addWidget(self._bring_back, row, 1)
        introduction = label(_INTRODUCTION, role="muted", wrap=True)
        self.lay_out(column_of(introduction, grid, self._problem, ..., spacing=16), 720, 400)

    def _places(self) -> dict[str, Path]:
        """The folder or file of each kind by its title; none for a user without a home folder."""
        try:
            places = {"Log": log_folder(), "Downloads and practice pictures": data_folder()}
        except NoHomeError:
            return {}
        if (store := self._keeper.store) is None:
            return places
        return {"Your profile": store.path, **places, "Backups of your profile": store.backups.folder}

    def _add_row(self, grid: QGridLayout, title: str, place: Path) -> None:
        shown = ElidedLabel(printable(place), role="muted", elide=Qt.TextElideMode.ElideMiddle)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        open_ = QPushButton("Open folder")
        open_.setAccessibleName(f"Open folder: {title}")
        open_.setAutoDefault(False)
        open_.clicked.connect(partial(self._open_place, place))
        row = grid.rowCount()
        grid.setRowMinimumHeight(row, _GAP)
        grid.addWidget(label(title, role="heading"), row + 1, 0)
        grid.addWidget(shown, row + 2, 0)
        grid.addWidget(open_, row + 1, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)

    def open(self) -> None:
        self._problem.clear()
        dates = [_date(time) for _, time in self._backups()]
        self._dates.setText("; ".join(dates) or _NO_BACKUPS)
        self._bring_back.setEnabled(bool(dates))
        self.bring_up()

    def ask_to_start_fresh(self) -> None:
        """Move the profile to the backups and close the window, if the user wants that."""

        def start() -> None:
            self._keeper.at_end = ProfileStore.start_fresh
            self._settings.clear()
            self._window.close()

        box = MessageBox("fresh_question", "Start fresh?", _FRESH, MessageBox.Icon.Question, self._window)
        box.addButton("&Start fresh", box.ButtonRole.DestructiveRole).clicked.connect(start)
        _open(box)

    def _backups(self) -> list[tuple[Path, datetime]]:
        store = self._keeper.store
        return [] if store is None else store.backups.to_bring_back()

    def _open_place(self, place: Path, _checked: bool = False) -> None:
        folder = next(path for path in (place, *place.parents) if path.is_dir())
        if problem := open_outside(folder):
            self._problem.setText(problem)

    def _choose_backup(self) -> None:
        question, icon = "Bring which backup back?", MessageBox.Icon.Question
        box = MessageBox("backup_question", question, _BROUGHT_BACK, icon, self)
        for path, time in self._backups():
            box.addButton(_date(time), box.ButtonRole.DestructiveRole).clicked.connect(partial(self._use, path))
        _open(box)

    def _use(self, backup: Path, _checked: bool = False) -> None:
        if is_whole(backup):
            self._keeper.at_end = partial(ProfileStore.bring_back, backup=backup)
            self._window.close()
        else:
            self._problem.setText("This backup is damaged.")


def _date(time: datetime) -> str:
    return QDateTime.fromSecsSinceEpoch(round(time.timestamp())).toString("d MMM yyyy, hh:mm")


def show_about(parent: QWidget) -> None:
    """Open the dialog; it does not block the window."""
    text = "A neural network in NumPy learns to tell cats from other things."
    note = f"{versions()}\n\n{PRIVACY}\n\n{_about_detector()}\n\n{_RIGHTS}"
    rights = filters_notice_path().read_text(encoding="utf-8")
    TextDialog("about_dialog", text, note, rights, parent).open()


def _about_detector() -> str:
    """A text on the origin and the record of the detector, if its file can be read."""
    from engine.vision.detection import builtin_detector  # not loaded before it is used

    try:
        record = builtin_detector().record
    except ModelFileError:
        record = None  # "Your photos" says so
    return " ".join([_DETECTOR_ORIGIN, *([record.sentence()] if record else [])])
