"""The invariants of the window between any two steps."""

from __future__ import annotations

from hypothesis.stateful import RuleBasedStateMachine, invariant
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QWidget,
)

from catgui.domain.photo_filter import PhotoFilter
from catgui.guidance.search import SearchPopup
from catgui.models.training.session import RunState
from catgui.models.undo_stack import UndoStack
from catgui.panels.data.source_button import LoadingBar
from catgui.panels.data_panel import DataPanel
from catgui.shell.change_dialog import ChangeDialog
from catgui.shell.main_window import MainWindow
from catgui.shell.tab_row import TabRow
from catgui.widgets.help.help_window import HelpDialog
from catgui.widgets.pictures.viewer import Viewer
from engine.analysis.run_summary import Finding
from engine.analysis.trend import typical_iteration
from tests.monkey.user import User

# Kept when they are closed.
_REUSED_DIALOGS = (
    ChangeDialog,
    Viewer,
    SearchPopup,
    HelpDialog,
)
_NOT_FOR_USERS = ("Traceback", "not foreseen", "unexpected")


class WindowInvariants(RuleBasedStateMachine):
    """The invariants of `user.window`."""

    user: User

    @property
    def window(self) -> MainWindow:
        """The window in use."""
        return self.user.window

    def _text(self, name: str) -> str:
        return self.user.find(QLabel, name).text()

    def _enabled(self, name: str) -> bool:
        return self.user.find(QAbstractButton, f"{name}_button").isEnabled()

    def _awaits_results(self) -> bool:
        """Whether a run is under way that has no results yet: those of the last one may still be shown."""
        return self.window.session.now.snapshot is None and not self.window.session.now.is_inactive

    @invariant()
    def buttons_follow_the_state(self) -> None:
        """Buttons and menu entries are enabled if the session can do it."""
        session = self.window.session
        active = not session.now.is_inactive
        can_train = self.window.workspace.dataset is not None and session.now.is_inactive
        expected = {"train": can_train, "pause": active, "reset": session.now.run is not None}
        if can_train and self.window.playback.reproducer.is_repeating:
            expected["train"] = self._enabled("train")  # an unfinished run is continued once it is repeated
        expected["stop"] = active or session.now.state is RunState.PAUSED
        shown = {name: self._enabled(name) for name in expected}
        assert shown == expected, f"buttons in {session.now.state}: {shown}"
        steps = self._enabled("step")
        assert steps or not (can_train and (session.now.run is None or session.now.can_resume)), "Step is disabled"
        assert can_train or not steps, "Step is enabled"
        expected["train"] |= expected.pop("pause")
        expected["step"] = steps
        shown = {name: self.user.find(QAction, f"{name}_action").isEnabled() for name in expected}
        assert shown == expected, f"menu in {session.now.state}: {shown}"

    @invariant()
    def costs_belong_to_the_run(self) -> None:
        """Each iteration done has its costs, or soon will have; the network shown is one of the run."""
        session = self.window.session
        costs, run, snapshot = len(session.now.costs), session.now.run, session.now.snapshot
        if run is None:
            assert not costs, f"{costs} costs without a run"
            assert snapshot is None, "results without a run"
            return
        assert costs <= run.iterations, f"{costs} costs of {run.iterations} iterations"
        if session.now.is_inactive and run.can_replay:
            assert costs == run.iterations_done, f"{costs} costs after {run.iterations_done} iterations"
            is_known = session.now.costs.is_complete or session.completer.busy or not costs
            assert is_known, f"of {costs} iterations, {len(session.now.costs.missing_test)} lack their test costs"
        if snapshot is not None:
            assert 0 <= snapshot.iterations <= costs, f"results after {snapshot.iterations} of {costs} iterations"

    @invariant()
    def progress_follows_the_costs(self) -> None:
        """Progress bar and status say how many iterations are done, once the run rests."""
        session = self.window.session
        if not session.now.is_inactive or session.now.run is None:
            return
        bars = self.window.findChildren(QProgressBar)
        bar = next(bar for bar in bars if bar.accessibleName() == "Iterations done")
        done, status = len(session.now.costs), self._text("training_status")
        assert bar.value() == done, f"the bar is at {bar.value()} after {done} costs"
        busy = session.now.state is RunState.EVALUATING
        assert not done or f"{done:,}" in status or busy, f"{done} costs, but {status!r}"

    @invariant()
    def the_sentence_follows_from_the_costs(self) -> None:
        """The iteration about which the test cost is lowest is named only once all are known, and is that."""
        summary, costs = self.window.summary.summary, self.window.session.now.costs
        if summary is not None and summary.finding is Finding.OVERFITTING:
            assert costs.is_complete, f"{summary.text!r}, but {len(costs.missing_test)} test costs are missing"
            lowest = typical_iteration(costs.test[1])
            assert summary.iteration == lowest, f"{summary.text!r}, but it was lowest at {lowest}"

    @invariant()
    def results_belong_to_the_network(self) -> None:
        """The accuracies shown are those of the network shown; beside its costs only on the data of its run."""
        snapshot, run = self.window.session.now.snapshot, self.window.session.now.run
        if self._awaits_results():
            return
        for part in ("train", "test"):
            accuracy = None if snapshot is None else getattr(snapshot, part).accuracy
            shown = "–" if accuracy is None else f"{accuracy:.1%}"
            beside_costs = "–" if run is not None and run.is_on_other_data else shown
            name, status = f"results_{part}_accuracy", self._text("run_accuracies")
            assert self._text(name) == shown, f"{name} is {self._text(name)}, not {shown}"
            title = "training" if part == "train" else "test"
            is_told = f"{title} {beside_costs}" in status if beside_costs != "–" else not status
            assert is_told, f"{status!r} has not {title} {beside_costs}"

    @invariant()
    def wrong_predictions_belong_to_the_network(self) -> None:
        """The grid has as many pictures as one part has wrong, or as one cell of its confusion matrix."""
        snapshot = self.window.session.now.snapshot
        if self._awaits_results():
            return
        rows = self.user.find(QAbstractItemView, "wrong_grid").model().rowCount()
        parts = [] if snapshot is None else [snapshot.train, snapshot.test]
        possible = {len(part.wrong()) for part in parts} | {int(cell) for part in parts for cell in part.confusion.flat}
        assert rows in (possible or {0}), f"{rows} wrong pictures of {possible}"

    @invariant()
    def cards_are_the_photos(self) -> None:
        """There is a card for each photo that the filter lets through; buttons are enabled if there are photos."""
        photos = self.window.photos
        cards = self.user.find(QAbstractItemView, "photo_cards")
        shown, counts = cards.model().rowCount(), (photos.rowCount(), len(photos), len(list(photos)))
        assert len(set(counts)) == 1, f"rows, photos: {counts}"
        unfiltered = cards.model().filter is PhotoFilter.ALL
        assert shown == counts[0] if unfiltered else shown <= counts[0], f"{shown} cards of {counts[0]} photos"
        assert all(photos.entry(entry.key) is entry for entry in photos), "a photo is not found by its key"
        selected = bool(cards.selectionModel().selectedIndexes())
        expected = {"photos_clear": bool(photos), "photos_export": bool(photos), "photos_remove": selected}
        enabled = {name: self.user.find(QAction, f"{name}_action").isEnabled() for name in expected}
        assert enabled == expected, f"not enabled as in {expected}"

    @invariant()
    def verdicts_belong_to_the_network(self) -> None:
        """Without a network there is no verdict, and verdicts name the classes of the run, once it rests."""
        session = self.window.session
        if not session.now.is_inactive:
            return
        verdicts = [entry.verdict for entry in self.window.photos if entry.verdict is not None]
        assert not verdicts or session.now.network is not None, f"{len(verdicts)} verdicts without a network"
        classes = {verdict.classes for verdict in verdicts}
        assert session.now.run is None or classes <= {session.now.run.classes}, f"verdicts name {classes}"

    @invariant()
    def undo_names_its_command(self) -> None:
        """Undo and Redo in the menu are those of the undo stack."""
        stack, actions = self.window.findChild(UndoStack), self.window.findChildren(QAction)
        for key, command in (
            (QKeySequence.StandardKey.Undo, stack.next_undo),
            (QKeySequence.StandardKey.Redo, stack.next_redo),
        ):
            action = next(it for it in actions if it.shortcut() == QKeySequence(key))
            shown, text = action.text().replace("&", ""), "" if command is None else command.text.replace("&", "")
            assert action.isEnabled() is (command is not None), f"{shown!r} for {text!r}"
            assert shown.endswith(text), f"{shown!r} for {text!r}"

    @invariant()
    def title_names_the_document(self) -> None:
        """The title names the data and the model file, and marks what that does not hold."""
        document, dataset, title = self.window.document, self.window.workspace.dataset, self.window.windowTitle()
        assert self.window.isWindowModified() is document.modified, f"modified is {document.modified}"
        assert dataset is None or dataset.name in title, f"{title!r} does not name {dataset.name!r}"
        assert document.path is None or document.path.stem in title, f"{title!r} does not name {document.path}"

    @invariant()
    def data_belong_to_the_workspace(self) -> None:
        """The data panel shows the data set in use, and whether one is being loaded."""
        workspace, run = self.window.workspace, self.window.session.now.run
        pictures = self.user.find(QAbstractItemView, "data_grid").model().rowCount()
        if workspace.dataset is not None:
            most = sum(part.count for part in workspace.dataset.parts.values())
            assert pictures <= most, f"{pictures} pictures of {most}"
        # A network that was opened without its data has none.
        assert run is None or run.dataset in (None, workspace.dataset), "the run is on other data"
        bar = self.window.findChild(DataPanel).findChild(LoadingBar)
        assert bar.isHidden() is not workspace.loading, f"loading is {workspace.loading}"

    @invariant()
    def undo_is_never_without_effect(self) -> None:
        """Undo and redo offer no edit of data that are closed."""
        stack = self.window.training_settings.undo_stack
        for command in (stack.next_undo, stack.next_redo):
            assert command is None or not command.obsolete, f"“{command.text}” is obsolete"

    @invariant()
    def dialogs_are_few(self) -> None:
        """At most one modal dialog is open, and closed ones are deleted."""
        dialogs = [top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog)]
        modal = [dialog for dialog in dialogs if dialog.isModal() and dialog.isVisible()]
        assert len(modal) <= 1, f"several modal dialogs: {modal}"
        closed = [dialog for dialog in dialogs if not dialog.isVisible() and not isinstance(dialog, _REUSED_DIALOGS)]
        assert not closed, f"kept after closing: {closed}"

    @invariant()
    def message_is_for_users(self) -> None:
        """A message is not empty and no traceback."""
        for message in self.window.messages.shown:
            assert message.text.strip(), "an empty message"
            assert not any(words in message.text for words in _NOT_FOR_USERS), f"not for users: {message.text}"

    @invariant()
    def focus_can_be_used(self) -> None:
        """The widget with the focus is visible and enabled; Space trains unless that widget uses it."""
        focus = QApplication.focusWidget()
        if focus is not None:
            state = f"visible {focus.isVisible()}, enabled {focus.isEnabled()}, in {focus.window()}"
            assert focus.isVisible(), f"focus in {focus}: {state}"
            assert focus.isEnabled(), f"focus in {focus}: {state}"
        if isinstance(focus, QAbstractButton):
            shortcut = self.user.find(QAction, "train_action").shortcut()
            assert shortcut.isEmpty(), "Space would train although a button has the focus"

    @invariant()
    def panels_match_their_menu_entries(self) -> None:
        """A panel is checked in the View menu if it is open, and then it has a tab."""
        panels = self.window.panels
        tabs = [page for row in self.window.findChildren(TabRow) for page in row.pages]
        for name, action in panels.actions_of.items():
            assert action.isChecked() is panels.is_open(name), f"{name}: open {panels.is_open(name)}"
            count = tabs.count(panels.pages[name])
            assert count == panels.is_open(name), f"{name} has {count} tabs"

    @invariant()
    def fields_can_be_edited(self) -> None:
        """The fields of the form are enabled while no run is under way."""
        for name in ("learning_rate", "iterations", "seed"):
            field = self.user.find(QLineEdit, f"{name}_field")
            assert field.isEnabled() or not self.window.session.now.is_inactive, f"{name} is disabled"

    @invariant()
    def top_levels_belong_to_the_window(self) -> None:
        """Every visible window is a child of the main window."""
        alone = [top for top in QApplication.topLevelWidgets() if top.isVisible() and not self._belongs(top)]
        assert not alone, f"windows without a parent: {alone}"

    def _belongs(self, widget: QWidget | None) -> bool:
        while widget is not None and widget is not self.window:
            widget = widget.parentWidget()
        return widget is self.window
