"""The settings of the next run, with undo."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from catgui.domain.features import FEATURES_FIELD, InputsText, change_features, describe_inputs
from catgui.models.undo_stack import UndoCommand, UndoStack
from engine.data.dataset import Dataset
from engine.errors import ConfigError
from engine.training.config import ALL_OPTIONS, LOGISTIC_REGRESSION, TrainingConfig
from engine.training.features import count_features
from engine.training.networks import TrainingPlan, plan_training

_UNDO_LIMIT = 100
_OPTIONS = {option.field: option for option in ALL_OPTIONS}


class TrainingSettings(QObject):
    """Owns the `TrainingConfig` being edited.

    While a text that the user types is invalid, its field keeps the last valid value and `errors` has the reason. Each
    change is a command on the attribute `undo_stack`, by default a stack of its own; successive changes of one field
    are one command until `finish_edit`.

    Attributes: `is_restoring`, whether `changed` is emitted by `restore_config`, for which no run is trained again.

    Signals: `changed()`, the settings or the errors are different; `edit_finished()`, the user has left a field;
    `refused(object)`, a ConfigError that the user must see, because a run was requested with these settings.
    """

    changed = Signal()
    edit_finished = Signal()
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None, undo_stack: UndoStack | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = UndoStack(self, _UNDO_LIMIT) if undo_stack is None else undo_stack
        self._config = TrainingConfig()
        self._errors: dict[str, ConfigError] = {}
        self._edit = 0
        self.is_restoring = False

    @property
    def config(self) -> TrainingConfig:
        """The last valid value of every field."""
        return self._config

    @property
    def errors(self) -> dict[str, ConfigError]:
        """The errors of invalid texts, by field."""
        return dict(self._errors)

    def set_value(self, field: str, value: Any) -> None:
        """Set one field; record an error for an invalid value, refuse one that contradicts other settings."""
        try:
            _OPTIONS[field].check(value)
        except ConfigError as error:
            self.reject(error)
            return
        try:
            config = replace(self._config, **{field: value})
        except ConfigError as error:
            self._refuse(error)
            return
        had_error = self._errors.pop(field, None) is not None
        if config != self._config:
            self._push(config, _change_text(field), field)
        elif had_error:
            self.changed.emit()

    def choose_features(self, features: str, dataset: Dataset | None = None) -> None:
        """Set other features, with the default settings of their kind where it has its own; one command.

        Features that the pictures of `dataset` are too small for are refused.
        """
        try:
            if dataset is not None:
                count_features(features, dataset.picture_shape)
        except ConfigError as error:
            self._refuse(error)
            return
        self.set_config(change_features(self._config, features), _change_text(FEATURES_FIELD))

    def _refuse(self, error: ConfigError) -> None:
        """Show why a value is refused. It is no error of its field, which goes back to its value."""
        self.changed.emit()
        self.refused.emit(error)

    def reject(self, error: ConfigError) -> None:
        """Record that the text of the field `error.field` is no value."""
        # A copy has no traceback, whose frames would keep the widgets.
        self._errors[error.field] = copy(error)
        self.changed.emit()

    def restore_defaults(self) -> None:
        """Replace all settings by those of the course's notebook."""
        self.set_config(TrainingConfig(), "Restore the course's settings")

    def set_logistic_regression(self) -> None:
        """Replace all settings by those of the notebook before the course's one: logistic regression."""
        self.set_config(LOGISTIC_REGRESSION, "Set logistic regression")

    def set_config(self, config: TrainingConfig, text: str = "change of settings") -> None:
        """Replace all settings, and drop the errors; `text` names the command."""
        had_errors = bool(self._errors)
        self._errors.clear()
        if config != self._config:
            self._push(config, text)
        elif had_errors:
            self.changed.emit()

    def restore_config(self, config: TrainingConfig) -> None:
        """Replace all settings without undo, as they were there before."""
        if self._errors or config != self._config:
            self._errors.clear()
            self.is_restoring = True
            try:
                self._apply(config)
            finally:
                self.is_restoring = False

    def finish_edit(self) -> None:
        """Undo later changes separately. Call it when the user leaves a field."""
        self._edit += 1
        self.edit_finished.emit()

    def describe_inputs(self, dataset: Dataset | None) -> InputsText:
        """The text on the input that each picture of `dataset` is for the network."""
        features = self._config.features
        if dataset is None:
            return describe_inputs(features, None, None)
        try:
            count = count_features(features, dataset.picture_shape)
        except ConfigError:  # `make_plan` says so when a run is requested
            count = None
        return describe_inputs(features, dataset.picture_shape, count)

    def make_plan(self, dataset: Dataset, is_requested: bool = True) -> TrainingPlan | None:
        """The plan of a run with the settings on `dataset`; None if a field is invalid, or it does not fit into memory.

        `refused` has the reason if the user has requested that run.
        """
        try:
            for field in _OPTIONS:
                if field in self._errors:
                    raise copy(self._errors[field])
            features = count_features(self._config.features, dataset.picture_shape)
            return plan_training(self._config, features, dataset.train.count, dataset.test.count)
        except ConfigError as error:
            if is_requested:
                self.refused.emit(error)
            return None

    def _push(self, config: TrainingConfig, text: str, field: str | None = None) -> None:
        self.undo_stack.push(_ChangeSettings(self, config, text, None if field is None else (field, self._edit)))

    def _apply(self, config: TrainingConfig) -> None:
        for option in ALL_OPTIONS:
            if option.value_in(config) != option.value_in(self._config):
                self._errors.pop(option.field, None)
        self._config = config
        self.changed.emit()


def _change_text(field: str) -> str:
    return f"change of {_OPTIONS[field].title}"


class _ChangeSettings(UndoCommand):
    """Replaces the settings; merges with later changes of the same edit.

    `edit` is that field and the number of the edit, or None for a change that stays a command of its own.
    """

    def __init__(
        self, settings: TrainingSettings, config: TrainingConfig, text: str, edit: tuple[str, int] | None
    ) -> None:
        super().__init__(text)
        self._settings = settings
        self._before, self._after = settings.config, config
        self._edit = edit

    def redo(self) -> None:
        self._settings._apply(self._after)

    def undo(self) -> None:
        self._settings._apply(self._before)

    def merge(self, later: UndoCommand) -> bool:
        if not isinstance(later, _ChangeSettings) or self._edit is None or later._edit != self._edit:
            return False
        self._after = later._after
        return True
