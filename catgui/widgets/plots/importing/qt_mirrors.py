"""The import of pyqtgraph without its copies of Qt, which delay the start of the window."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from types import ModuleType

from catgui.widgets.plots.importing.unused_modules import postpone_unused_modules

_COPIED = ("QtCore", "QtGui", "QtWidgets")


def import_pyqtgraph() -> None:
    """Import pyqtgraph so that it looks up each class of Qt at its first use; nothing if it is imported already.

    By itself it copies all names of three modules of PySide6 into modules of its own, and so has PySide6 create all
    classes in them, of which the window uses about half, and each at its first use.
    """
    if "pyqtgraph" in sys.modules:
        return
    with ExitStack() as stack:
        for name in _COPIED:
            original = import_module(f"PySide6.{name}")
            mirror = _Mirror(f"pyqtgraph.Qt.{name}", original)
            sys.modules[mirror.__name__] = mirror
            stack.enter_context(_without_names(original))
        stack.enter_context(postpone_unused_modules())
        import_module("pyqtgraph")


class _Mirror(ModuleType):
    """A module with the names of `original`, each looked up at its first use.

    pyqtgraph adds names to it, which `original` does not get.
    """

    def __init__(self, name: str, original: ModuleType) -> None:
        super().__init__(name, original.__doc__)
        self._original = original

    def __getattr__(self, name: str) -> object:
        value = getattr(self._original, name)
        setattr(self, name, value)
        return value


@contextmanager
def _without_names(module: ModuleType) -> Iterator[None]:
    """Have `dir(module)` list nothing for a while: pyqtgraph copies what it lists."""
    names = vars(module)
    listing = names.get("__dir__")
    names["__dir__"] = list
    try:
        yield
    finally:
        del names["__dir__"]
        if listing is not None:
            names["__dir__"] = listing
