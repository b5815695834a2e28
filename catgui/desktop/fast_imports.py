"""Imports made faster at the start, since half of it is imports.

Two things are worth it, in processor time until the window is painted, of 0.5 s in all (medians of 24 starts each, in
turn): without PySide6's import hook the start takes 60 ms less, and 64 ms when it is the first one; with pyqtgraph
without its copies of Qt and without what no plot uses, 61 ms less, and 51 ms the first time.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

_COPIED = ("QtCore", "QtGui", "QtWidgets")
# Of these packages, modules with other names wait.
_USED = {
    "pyqtgraph.graphicsItems": {"AxisItem", "InfiniteLine", "PlotDataItem", "PlotItem", "TextItem", "ViewBox"},
    "pyqtgraph.widgets": {"PlotWidget"},
}
_UNUSED = {
    "pyqtgraph.Qt.OpenGLHelpers",
    "pyqtgraph.imageview",
    "pyqtgraph.multiprocess",
    "pyqtgraph.util.cprint",
}
# pyqtgraph does without it where it is not installed.
_LEFT_OUT = "PySide6.QtTest"


def remove_import_hook() -> None:
    """Have Python import modules by itself again, once PySide6 is loaded.

    PySide6 replaces `__import__`, for the sake of `from __feature__ import snake_case`, and from then on reads the
    source of each module that is imported, to see whether it names PySide6. The program has no use for that.
    """
    import PySide6.QtCore  # loads the hook, if nothing has before

    assert PySide6.QtCore.qVersion()
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


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
        stack.enter_context(_postpone_unused_modules())
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


@contextmanager
def _postpone_unused_modules() -> Iterator[None]:
    """Have pyqtgraph, imported in here, import only those of its modules that the window needs.

    By itself it imports all of them. Afterwards any name that it lacks imports the others.
    """
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
    for name in finder.found:
        if isinstance(sys.modules.get(name), _PostponedModule):
            del sys.modules[name]
    package = import_module("pyqtgraph")
    vars(package)["__getattr__"] = partial(_lookup, package, finder.found)


def _lookup(package: ModuleType, postponed: Sequence[str], name: str) -> object:
    """The attribute `name` that `package` lacks: it now exports what is in the modules `postponed` as well."""
    if name.startswith("__") or find_spec(f"{package.__name__}.{name}") is not None:  # a module is imported by itself
        raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")
    del vars(package)["__getattr__"]
    for module in map(import_module, postponed):
        vars(package).update({exported: getattr(module, exported) for exported in getattr(module, "__all__", ())})
    return getattr(package, name)


class _PostponedModule(ModuleType):
    """A module that exports nothing, and whose names are those of the real one, imported at their first use."""

    __all__ = ()

    def __init__(self, name: str, finder: _Finder) -> None:
        super().__init__(name)
        self._finder = finder

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # what the import itself looks for
            raise AttributeError(name)
        return getattr(self._finder.import_real(self), name)


class _Finder(MetaPathFinder, Loader):
    """Finds a postponed module in place of each one that is not needed.

    Attribute: `found`, the names of those modules.
    """

    def __init__(self) -> None:
        self.found: list[str] = []

    def find_spec(self, fullname: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname == _LEFT_OUT:
            raise ModuleNotFoundError(f"{fullname} is left out", name=fullname)
        package, _, name = fullname.rpartition(".")
        unused = fullname in _UNUSED or name not in _USED.get(package, (name,))
        if not unused or fullname in self.found:  # a second search is for the real one
            return None
        self.found.append(fullname)
        return ModuleSpec(fullname, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _PostponedModule(spec.name, self)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: what is in the module is looked up in the real one."""

    @staticmethod
    def import_real(postponed: ModuleType) -> ModuleType:
        if sys.modules.get(postponed.__name__) is postponed:
            del sys.modules[postponed.__name__]
        return import_module(postponed.__name__)
