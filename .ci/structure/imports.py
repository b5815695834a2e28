"""What each package may import."""

import ast
import graphlib
import itertools
from collections.abc import Iterator
from typing import NamedTuple

from modules import Module, is_in

# A package imports only packages of the rows above its own.
LAYERS = [
    {"engine.text", "engine.typing", "engine.version"},
    {"engine.errors", "engine.statistics"},
    {"engine.core", "engine.progress", "engine.validation"},
    {"engine.system"},
    {"engine.gram", "engine.nn"},
    {"engine.images"},
    {"engine.vision"},
    {"engine.analysis", "engine.data"},
    {"engine.training"},
    {"engine.experiments", "engine.notebook", "engine.saved_model"},
    {"engine.export"},
    {"engine.cli", "catgui.style", "catgui.desktop"},
    {"catgui.inputs"},
    {"catgui.domain"},
    {"catgui.profile", "catgui.widgets", "catgui.workers"},
    {"catgui.models"},
    {"catgui.panels"},
    {"catgui.documents", "catgui.help"},
    {"catgui.shell"},
    {"catgui.app"},
    {"catgui.self_check"},
    {"catgui.__main__"},
    # The public names reach down to everything; nothing reaches back up to them.
    {"engine.api"},
    {"engine", "catgui"},
]


class Ban(NamedTuple):
    """Packages that must not be imported in some packages, a part of those excepted."""

    imported: tuple[str, ...]
    within: tuple[str, ...]
    but: tuple[str, ...] = ()


BANS = [
    Ban(("PySide6", "shiboken6", "pyqtgraph", "catgui"), within=("engine", "datasets")),
    Ban(("PySide6.QtWidgets", "catgui.widgets"), within=("catgui.models", "catgui.workers")),
    Ban(("catgui.panels",), within=("catgui",), but=("catgui.shell",)),  # but for a panel's own parts: `_is_own_part`
    Ban(("pyqtgraph",), within=("catgui",), but=("catgui.widgets.plots",)),
]


class Import(NamedTuple):
    """A name that a module imports, wherever in it, and the module of ours in which it stands, if any."""

    module: Module
    node: ast.AST
    name: str
    source: Module | None

    def fault(self, text: str) -> str:
        """The line that tells of a fault of this import."""
        return self.module.at(self.node, f"imports {self.name}: {text}")


def faults(modules: list[Module]) -> Iterator[str]:
    """Imports that the layers or the bans do not allow, or that lead in a circle."""
    ours = {module.name: module for module in modules if module.is_in("engine", "catgui")}
    for package in {_package(module) for module in ours.values()} ^ set().union(*LAYERS):
        yield f".ci/structure/imports.py:1: either LAYERS or the program lacks {package}; add or remove its name there"
    imports = [one for module in modules for one in _imports(module, ours)]
    for one in imports:
        for ban in BANS:
            is_free = one.module.is_in(*ban.but) or _is_own_part(one)
            if one.module.is_in(*ban.within) and not is_free and is_in(one.name, *ban.imported):
                allowed = f"only {', '.join(ban.but)} may" if ban.but else f"{', '.join(ban.within)} must not"
                yield one.fault(f"{allowed}; hand it in, or move what needs it")
        if one.source and _panel(one.source) and not one.source.name.endswith("_panel") and not _is_own_part(one):
            yield one.fault("only the panel of which it is a part may; ask the panel")
        if one.source and _package(one.module) != _package(one.source) and _row(one.source) >= _row(one.module):
            yield one.fault("LAYERS in .ci/structure/imports.py has it no higher; move what both need up")
    yield from _circles(imports)


def _imports(module: Module, ours: dict[str, Module]) -> Iterator[Import]:
    for node in module.nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            yield Import(module, node, name, ours.get(name) or ours.get(name.rpartition(".")[0]))


def _panel(module: Module) -> str:
    """The panel that a module is or is a part of, by the first word of its name; '' for others."""
    return module.name.partition("_")[0] if module.is_in("catgui.panels") else ""


def _is_own_part(one: Import) -> bool:
    """Whether a panel or a part of it imports a part of it."""
    return one.source is not None and _panel(one.module) == _panel(one.source) != ""


def _package(module: Module) -> str:
    return ".".join(module.name.split(".")[:2])


def _row(module: Module) -> int:
    """The row of `LAYERS` that has the package of a module; the last for one that has none."""
    return next((row for row, packages in enumerate(LAYERS) if _package(module) in packages), len(LAYERS))


def _circles(imports: list[Import]) -> Iterator[str]:
    """Folders that import each other in a circle."""
    arrows = {
        (importing, imported): one
        for one in imports
        if one.source and (importing := _folder(one.module)) != (imported := _folder(one.source))
    }
    graph: dict[str, set[str]] = {}
    for importing, imported in arrows:
        if not {importing, imported} & {"engine", "catgui"}:
            graph.setdefault(importing, set()).add(imported)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        circle = error.args[1]  # each imports the one before it
        for imported, importing in itertools.pairwise(circle):
            yield arrows[importing, imported].fault(f"{' <- '.join(circle)} is a circle; break it at one place")


def _folder(module: Module) -> str:
    return module.file.rpartition("/")[0].replace("/", ".")
