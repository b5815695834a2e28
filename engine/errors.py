"""The engine's errors.

`str(error)` can be shown to a user: what is wrong and what to do, with the file's name. The cause is chained.
"""

from __future__ import annotations

import errno
from pathlib import Path

from engine.text import format_decimal, printable

_CLOSE_OTHERS = "Close other programs."
_NO_MEMORY = f"There is too little free memory. {_CLOSE_OTHERS}"
_NO_THREAD = f"No more threads or processes can be started. {_CLOSE_OTHERS}"
_NO_FILE = f"Too many files are open. {_CLOSE_OTHERS}"
_SHORTAGES = {
    errno.ENOMEM: _NO_MEMORY,
    errno.EAGAIN: _NO_THREAD,
    errno.EMFILE: _NO_FILE,
    errno.ENFILE: _NO_FILE,
}
_LAST_OF_CLASS = "Each part needs a picture of “{name}”. Keep one, or add one first."
_UPDATE = "update Catgui, and keep the file"
# A refused value is shown up to this length; a whole book may have been pasted into a field.
_MAX_SHOWN_LENGTH = 60


class EngineError(Exception):
    """Base of the engine's errors. They can be pickled, whatever their constructors take."""

    def __reduce__(self) -> tuple[object, ...]:
        return _without_init, (type(self), self.args), self.__dict__


class ConfigError(EngineError, ValueError):
    """A setting with a value that it cannot have.

    Attributes: `field`, the setting's name in the code; `reason`, what it must be, without its name; `value_text`,
    the value, shortened, a tuple without its parentheses or as none, as on the command line.
    """

    def __init__(self, field: str, value: object, reason: str) -> None:
        shown = _shortened(repr(value))
        super().__init__(f"{field} = {shown}: {reason}")
        self.field = field
        self.reason = reason
        self.value_text = _shortened(",".join(map(repr, value)) or "none") if isinstance(value, tuple) else shown


class UnknownOptionError(ConfigError):
    """A setting that this version does not know, in a file of a newer version. Attributes: `field`, its name."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(field, value, "is no option of this Catgui")


class FileError(EngineError):
    """A file that cannot be used.

    Attributes: `path`, as text; `reason`, what is wrong and what to do.
    """

    def __init__(self, path: str | Path, reason: str) -> None:
        # A reason may quote names and keys, with any characters in them.
        self.path, self.reason = str(path), printable(reason)
        super().__init__(f"{printable(path)}: {self.reason}")


class ExportError(FileError):
    """A file could not be exported."""


class DatasetError(FileError):
    """A data set that cannot be read, or a file that is none."""


class EditError(EngineError):
    """An edit that would leave a part of the data without a class.

    Attributes: `part`, "train" or "test"; `class_name`, the class that it would lack.
    """

    def __init__(self, part: str, class_name: str) -> None:
        super().__init__(_LAST_OF_CLASS.format(name=printable(class_name)))
        self.part = part
        self.class_name = class_name


class PhotoError(FileError):
    """A photo that cannot be read, or a file that is none."""


class ModelFileError(FileError):
    """A model file that cannot be read or written."""


class InvalidModelError(ModelFileError):
    """A file that holds no model, or a damaged one. More free memory would not help."""


class OlderFileError(ModelFileError):
    """A file of an earlier Catgui, whose format is not read any more. It must stay as it is."""

    def __init__(self, path: str | Path, program: str) -> None:
        wrote = writer(program, "an earlier Catgui")
        super().__init__(path, f"it is from {wrote}, in an older format; open it with that")


class NewerFileError(ModelFileError):
    """A file of a newer Catgui. Attributes: `option`, one that this Catgui does not have, or ''."""

    def __init__(self, path: str | Path, program: str, option: str = "") -> None:
        self.option = option
        if option:
            reason = f"it is from {writer(program)}, with the unknown option “{_shortened(option)}”; {_UPDATE}"
        else:
            reason = f"it is from {writer(program)}, in another format; {_UPDATE}"
        super().__init__(path, reason)


class DownloadError(EngineError):
    """A failed download."""


class ReproductionError(EngineError):
    """A run that does not come out as it was saved."""


class NoThreadError(EngineError):
    """The system has refused to start a thread."""

    def __init__(self) -> None:
        super().__init__(_NO_THREAD)


class CancelledError(EngineError):
    """The user has cancelled the work."""


class DivergedError(EngineError):
    """Training has diverged: a cost or a weight is no longer finite.

    Attributes: `iteration`, the first without a finite cost.
    """

    def __init__(self, iteration: int, learning_rate: float, l2_overshoots: bool = False) -> None:
        rate, lower = format_decimal(learning_rate), format_decimal(lower_learning_rate(learning_rate))
        super().__init__(
            f"Training diverged at iteration {iteration}: L2 is too high for the learning rate {rate}. Lower L2."
            if l2_overshoots
            else f"Training diverged at iteration {iteration}: the learning rate {rate} is too high. Try {lower}."
        )
        self.iteration = iteration


def writer(program: str, unknown: str = "a newer Catgui") -> str:
    """The Catgui of the version `program`, as its files name it: "Catgui 0.4"; `unknown` if they do not."""
    return f"Catgui {_shortened(program)}" if program[:1].isdigit() else unknown


def lower_learning_rate(rate: float) -> float:
    """The learning rate to try after training has diverged at `rate`: a tenth, and at most 0.01; many die at more."""
    return min(0.01, float(f"{rate / 10:.3g}"))


def describe_shortage(error: BaseException) -> str:
    """What the computer lacks, with the remedy, if that is why `error` was raised; else ''."""
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    if isinstance(error, OSError):
        return _SHORTAGES.get(error.errno or 0, "")
    return _NO_THREAD if isinstance(error, RuntimeError) and "start new thread" in str(error) else ""


def _without_init(kind: type[EngineError], args: tuple[object, ...]) -> EngineError:
    """An error of `kind` whose attributes are still to be set."""
    return kind.__new__(kind, *args)


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN_LENGTH else f"{text[:_MAX_SHOWN_LENGTH]}…"
