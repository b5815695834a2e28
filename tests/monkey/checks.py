"""What holds of the window between any two actions. Each check answers with what is wrong, or with nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence, QUndoStack
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QProgressBar,
    QWidget,
)

from catgui.models.training.session import RunState
from catgui.panels.data_panel import DataPanel
from catgui.shell.main_window import MainWindow
from catgui.widgets.basic.message_bar import MessageBar

Check = Callable[[MainWindow], str]


def _text(window: MainWindow, name: str) -> str:
    label = window.findChild(QLabel, name)
    assert label is not None, name
    return label.text()


def _enabled(window: MainWindow, name: str) -> bool:
    button = window.findChild(QAbstractButton, f"{name}_button")
    assert button is not None, name
    return button.isEnabled()


def _can_be_chosen(window: MainWindow, name: str) -> bool:
    action = window.findChild(QAction, f"{name}_action")
    assert action is not None, name
    return action.isEnabled()


def buttons_follow_the_state(window: MainWindow) -> str:
    """What can be pressed, or chosen from the menu, is what the session can do."""
    session = window.session
    under_way = not session.is_inactive
    can_train = window.workspace.dataset is not None and session.is_inactive
    expected = {"train": can_train, "step": can_train, "pause": under_way, "reset": session.run is not None}
    expected["stop"] = under_way or session.state is RunState.PAUSED
    wrong = [name for name, enabled in expected.items() if _enabled(window, name) is not enabled]
    expected["train"] |= expected.pop("pause")
    wrong += [
        f"{name} in the menu" for name, enabled in expected.items() if _can_be_chosen(window, name) is not enabled
    ]
    return f"{wrong} do not fit {session.state}" if wrong else ""


def costs_are_those_of_the_run(window: MainWindow) -> str:
    """One cost an iteration, none beyond the run; what is shown lies within them."""
    session = window.session
    costs, run, snapshot = len(session.costs), session.run, session.snapshot
    if run is None:
        return f"{costs} costs of no run" if costs or snapshot is not None else ""
    if costs > run.iterations:
        return f"{costs} costs of {run.iterations} iterations"
    if session.is_inactive and run.can_replay and costs != run.iterations_done:
        return f"{costs} costs after {run.iterations_done} steps"
    if snapshot is not None and not 0 <= snapshot.iterations <= costs:
        return f"shows the network after {snapshot.iterations} of {costs} steps"
    return ""


def progress_follows_the_costs(window: MainWindow) -> str:
    """Bar and line say how many steps are done, at the latest when the run rests."""
    session = window.session
    if not session.is_inactive or session.run is None:
        return ""
    bars = window.findChildren(QProgressBar)
    bar = next(bar for bar in bars if bar.accessibleName() == "Iterations done")
    done = len(session.costs)
    if bar.value() != done:
        return f"the bar is at {bar.value()}, {done} costs"
    status = _text(window, "training_status")
    return f"{done} costs, but {status!r}" if done and f"{done:,}" not in status else ""


def results_are_of_the_snapshot(window: MainWindow) -> str:
    """The accuracies that are shown are those of the network that is shown."""
    snapshot = window.session.snapshot
    if _is_being_redone(window):
        return ""
    for part in ("train", "test"):
        accuracy = None if snapshot is None else getattr(snapshot, part).accuracy
        expected = "–" if accuracy is None else f"{accuracy:.1%}"
        for name in (f"{part}_accuracy", f"results_{part}_accuracy"):
            if _text(window, name) != expected:
                return f"{name} says {_text(window, name)}, it is {expected}"
    return ""


def _is_being_redone(window: MainWindow) -> bool:
    """Whether what is shown may be of the run before, until there is something of the one under way."""
    return window.session.snapshot is None and not window.session.is_inactive


def wrong_predictions_are_of_the_snapshot(window: MainWindow) -> str:
    """As many rows as the network that is shown has wrong of the part that is shown, or as a cell of the matrix has."""
    snapshot = window.session.snapshot
    if _is_being_redone(window):
        return ""
    grid = window.findChild(QAbstractItemView, "wrong_grid")
    assert grid is not None
    rows = grid.model().rowCount()
    parts = [] if snapshot is None else [snapshot.train, snapshot.test]
    possible = {len(part.wrong()) for part in parts} | {int(cell) for part in parts for cell in part.confusion.flat}
    return "" if rows in (possible or {0}) else f"{rows} rows, but {possible} wrong"


def cards_are_the_photos(window: MainWindow) -> str:
    """A card a photo, each found by its key; the buttons and the count know whether there are any."""
    photos = window.photos
    cards = window.findChild(QAbstractItemView, "photo_cards")
    assert cards is not None
    count = len(photos)
    if not cards.model().rowCount() == photos.rowCount() == count == len(list(photos)):
        return f"{cards.model().rowCount()} cards, {photos.rowCount()} rows, {count} photos"
    if any(photos.entry(entry.key) is not entry for entry in photos):
        return "a photo is not found by its key"
    if _enabled(window, "photos_clear") is not bool(count) or _enabled(window, "photos_export") is not bool(count):
        return "Clear or Export does not fit the number of photos"
    chosen = bool(cards.selectionModel().selectedIndexes())
    return "" if _enabled(window, "photos_remove") is chosen else "Remove does not fit the selection"


def verdicts_have_a_network(window: MainWindow) -> str:
    """No verdict without a network, and none of other classes, once the run rests."""
    session, photos = window.session, window.photos
    if not session.is_inactive:
        return ""
    verdicts = [entry.verdict for entry in photos if entry.verdict is not None]
    if verdicts and session.snapshot is None:
        return f"{len(verdicts)} verdicts of no network"
    classes = {verdict.classes for verdict in verdicts}
    if session.run is not None and not classes <= {session.run.dataset.classes}:
        return f"verdicts name {classes}"
    return ""


def undo_names_what_it_undoes(window: MainWindow) -> str:
    """The commands in the menu say what the stack would do, and can be chosen when it can."""
    stack = window.findChild(QUndoStack)
    assert stack is not None
    undo, redo = (_action_of(window, key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
    for action, can, text in ((undo, stack.canUndo(), stack.undoText()), (redo, stack.canRedo(), stack.redoText())):
        if action.isEnabled() is not can or not action.text().replace("&", "").endswith(text.replace("&", "")):
            return f"{action.text()!r} for {text!r}, {can}"
    return ""


def _action_of(window: MainWindow, key: QKeySequence.StandardKey) -> QAction:
    return next(action for action in window.findChildren(QAction) if action.shortcut() == QKeySequence(key))


def title_tells_of_the_document(window: MainWindow) -> str:
    """The data and the file by name, and the mark where something is not saved."""
    document, dataset, title = window.document, window.workspace.dataset, window.windowTitle()
    if window.isWindowModified() is not document.modified:
        return f"modified is {document.modified}, the window says {window.isWindowModified()}"
    if dataset is not None and dataset.name not in title:
        return f"{title!r} does not name {dataset.name!r}"
    if document.path is not None and document.path.stem not in title:
        return f"{title!r} does not name {document.path.name!r}"
    return ""


def data_are_those_of_the_workspace(window: MainWindow) -> str:
    """The panel shows the set that the window works on, and how its loading goes."""
    workspace = window.workspace
    panel = window.findChild(DataPanel)
    grid = window.findChild(QAbstractItemView, "data_grid")
    assert panel is not None
    assert grid is not None
    if workspace.dataset is not None:
        most = sum(part.count for part in workspace.dataset.parts.values())
        if grid.model().rowCount() > most:
            return f"{grid.model().rowCount()} pictures of {most}"
    run = window.session.run
    if run is not None and run.dataset is not workspace.dataset:
        return "the run is on other data"
    bar = panel.findChild(QProgressBar)
    assert bar is not None
    return "" if bar.isHidden() is not workspace.loading else f"loading is {workspace.loading}"


def one_dialog_at_a_time(window: MainWindow) -> str:
    """No dialog over a dialog, and none that is kept after it was closed, but for the one of the pictures."""
    dialogs = [top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog)]
    seen = [dialog for dialog in dialogs if dialog.isModal() and dialog.isVisible()]
    modal = [dialog.objectName() or type(dialog).__name__ for dialog in seen]
    if len(modal) > 1:
        return f"dialogs over one another: {modal}"
    closed = [dialog for dialog in dialogs if not dialog.isVisible() and dialog.objectName() != "picture_dialog"]
    return f"kept after it was closed: {closed}" if closed else ""


def message_says_something(window: MainWindow) -> str:
    """The line of what is wrong is not empty, and never holds what looks like a traceback."""
    bar = window.findChild(MessageBar)
    assert bar is not None
    if bar.isHidden():
        return ""
    text = bar.text
    if not text.strip():
        return "an empty message"
    return f"not for a user: {text}" if "Traceback" in text or "not foreseen" in text or "unexpected" in text else ""


def keyboard_is_somewhere(window: MainWindow) -> str:
    """What has the keyboard can be seen and used; Space trains unless what has it answers to Space."""
    focus = QApplication.focusWidget()
    if focus is not None and not (focus.isVisible() and focus.isEnabled()):
        state = f"seen {focus.isVisible()}, enabled {focus.isEnabled()}, in {focus.window()}"
        return f"the keyboard is in {focus}: {state}"
    train = window.findChild(QAction, "train_action")
    assert train is not None
    if isinstance(focus, QAbstractButton) and not train.shortcut().isEmpty():
        return "Space would train although a button has the keyboard"
    return ""


def docks_and_their_places_in_the_menu_agree(window: MainWindow) -> str:
    """A dock that is closed is not ticked, and the other way round."""
    if window.isMinimized():
        return ""
    for dock in window.findChildren(QDockWidget):
        if dock.toggleViewAction().isChecked() is dock.isHidden():
            where = f"hidden {dock.isHidden()}, seen {dock.isVisible()}, floating {dock.isFloating()}"
            return f"{dock.objectName()}: {where}, ticked {dock.toggleViewAction().isChecked()}"
    return ""


def fields_are_kept(window: MainWindow) -> str:
    """The fields of the form are there, and can be written to when no run is under way."""
    fields = [window.findChild(QLineEdit, f"{name}_field") for name in ("learning_rate", "iterations", "seed")]
    idle = window.session.state is RunState.IDLE
    return "" if all(field is not None and (field.isEnabled() or not idle) for field in fields) else "a field is closed"


def nothing_stands_alone(window: MainWindow) -> str:
    """Every window on the screen belongs to the main window."""
    alone = [top for top in QApplication.topLevelWidgets() if top.isVisible() and not _belongs(top, window)]
    return f"windows of nobody: {alone}" if alone else ""


def _belongs(widget: QWidget | None, window: MainWindow) -> bool:
    while widget is not None and widget is not window:
        widget = widget.parentWidget()
    return widget is window


CHECKS: tuple[Check, ...] = (
    buttons_follow_the_state,
    costs_are_those_of_the_run,
    progress_follows_the_costs,
    results_are_of_the_snapshot,
    wrong_predictions_are_of_the_snapshot,
    cards_are_the_photos,
    verdicts_have_a_network,
    undo_names_what_it_undoes,
    title_tells_of_the_document,
    data_are_those_of_the_workspace,
    one_dialog_at_a_time,
    message_says_something,
    keyboard_is_somewhere,
    docks_and_their_places_in_the_menu_agree,
    fields_are_kept,
    nothing_stands_alone,
)


def broken(window: MainWindow) -> list[str]:
    """The checks that do not hold now, each with what is wrong."""
    answers = ((check.__name__, check(window)) for check in CHECKS)
    return [f"{name}: {answer}" for name, answer in answers if answer]
