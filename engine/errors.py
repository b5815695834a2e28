"""What can go wrong in the engine, in texts that can be shown to a user.

`str(error)` says what is wrong and what to do; where a file is at fault it names the file. The cause is chained.
"""

from __future__ import annotations

from pathlib import Path

from engine.text import printable

# So much is shown of a value that is refused: what is pasted into a field may be a book.
_MOST_LETTERS = 60


class EngineError(Exception):
    """Base of all errors that the engine raises for a user to read. Can be pickled, whatever its constructor takes."""

    def __reduce__(self) -> tuple[object, ...]:
        return _without_init, (type(self), self.args), self.__dict__


class ConfigError(EngineError, ValueError):
    """A setting is refused: names the field, the value and the reason."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(f"{field} = {_shortened(repr(value))}: {reason}")
        self.field = field
        self.reason = reason


class FileError(EngineError):
    """A file cannot be used: names the file and the reason."""

    def __init__(self, path: str | Path, reason: str) -> None:
        # Reasons name files and keys, which may be of any letters.
        self.path, self.reason = str(path), printable(reason)
        super().__init__(f"{printable(path)}: {self.reason}")


class DatasetError(FileError):
    """A data set cannot be read, or is not one."""


class PhotoError(FileError):
    """A photo cannot be read, or is not one."""


class ModelFileError(FileError):
    """A model file cannot be read or written, or is not one."""


class InvalidModelError(ModelFileError):
    """What is in the file is no model, or not whole: no other program, nor more memory, could open it."""


class DownloadError(EngineError):
    """The course photos could not be fetched."""


class NoContributionsError(EngineError):
    """A prediction has no shares, because the first layer is not held as a sum over the training pictures."""

    def __init__(self) -> None:
        super().__init__(
            "The answers of this network cannot be split by training picture: its first layer is held as plain "
            "weights. So it is with a model opened from a file, with flips or shifts, and with thousands of training "
            "pictures. Train a network here, without flips and shifts, on fewer pictures."
        )


class CancelledError(EngineError):
    """The user cancelled what was under way."""


class DivergedError(EngineError):
    """Training has left the finite numbers.

    Attributes: `iteration`, the one at which the cost or a weight stopped being finite.
    """

    def __init__(self, iteration: int, learning_rate: float) -> None:
        super().__init__(
            f"Training diverged at iteration {iteration}: the cost is no longer a finite number. "
            f"The learning rate {learning_rate:g} is too high for this network; try {learning_rate / 10:g}."
        )
        self.iteration = iteration


def _without_init(kind: type[EngineError], args: tuple[object, ...]) -> EngineError:
    """An error of `kind` whose attributes are still to be set."""
    return kind.__new__(kind, *args)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"
