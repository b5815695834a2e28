"""The arrows of the design, read from the imports: app -> window -> panels -> widgets, panels -> models -> workers."""

import ast
import shutil
import subprocess

import pytest

from tests import ROOT

TOP_LEVEL = {
    "main.py",
    "catgui",
    "engine",
    "resources",
    "tests",
    "datasets",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    ".ci",
    ".gitignore",
}


def modules_in(folder):
    return sorted((ROOT / folder).rglob("*.py"))


def imports_of(path):
    """The dotted names that a module imports, wherever in it and for whatever purpose."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def is_in(name, package):
    return name == package or name.startswith(f"{package}.")


def arrows(folder, *packages, besides=()):
    """'module -> name' for each import of one of `packages` in `folder`, apart from the files named."""
    return [
        f"{path.relative_to(ROOT)} -> {name}"
        for path in modules_in(folder)
        if path.relative_to(ROOT).as_posix() not in besides
        for name in sorted(imports_of(path))
        if any(is_in(name, package) for package in packages)
    ]


@pytest.mark.parametrize("folder", ["engine", "catgui/models", "catgui/workers", "catgui/widgets", "catgui/panels"])
def test_there_are_modules_to_look_at(folder):
    assert modules_in(folder)


def test_the_engine_knows_neither_qt_nor_the_window():
    assert arrows("engine", "PySide6", "shiboken6", "pyqtgraph", "catgui") == []


def test_the_data_sets_are_drawn_without_the_window():
    assert arrows("datasets", "PySide6", "pyqtgraph", "catgui") == []


def test_widgets_know_no_models_workers_or_panels():
    assert (
        arrows("catgui/widgets", "catgui.models", "catgui.workers", "catgui.panels", "catgui.shell.main_window") == []
    )


def test_models_and_workers_know_nothing_of_what_is_seen():
    seen = ("PySide6.QtWidgets", "pyqtgraph", "catgui.widgets", "catgui.panels", "catgui.shell.main_window")

    assert arrows("catgui/models", *seen) + arrows("catgui/workers", *seen) == []


def test_workers_know_no_models():
    assert arrows("catgui/workers", "catgui.models") == []


def test_panels_never_know_each_other_or_the_window():
    assert arrows("catgui/panels", "catgui.panels", "catgui.shell.main_window", "catgui.app") == []


def test_only_the_window_knows_the_panels():
    assert (
        arrows("catgui", "catgui.panels", besides=["catgui/shell/main_window.py", "catgui/shell/deferred_panels.py"])
        == []
    )


def test_the_plotting_library_is_known_to_widgets_only():
    plots = arrows("catgui", "pyqtgraph")

    assert [arrow for arrow in plots if not arrow.startswith("catgui/widgets/")] == []


def test_the_engine_prints_nothing_but_the_notebooks_lines_and_the_terminal_commands():
    def prints(path):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        return any(isinstance(call.func, ast.Name) and call.func.id == "print" for call in calls)

    printing = {path.name for path in modules_in("engine") if prints(path)}

    assert printing <= {"notebook.py", "cli.py", "cli_commands.py", "cli_output.py"}


def test_the_network_is_written_once():
    # One forward and one backward pass: what else multiplies weights belongs to the first layer.
    defined = [
        node.name
        for path in modules_in("engine")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]

    for name in ("linear_forward", "linear_backward", "L_model_forward", "L_model_backward", "sigmoid", "relu"):
        assert defined.count(name) == 1


def test_nothing_else_lies_at_the_top_of_the_project():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("there is no git here, or this is no checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {line.split("/")[0] for line in listed.splitlines()} <= TOP_LEVEL


def test_painters_end_where_painting_fails_as_well():
    # One that stays active when what it paints on goes away ends the program.
    def loose(path):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        held = {id(item.context_expr) for node in nodes if isinstance(node, ast.With) for item in node.items}
        made = [
            node
            for node in nodes
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QPainter"
        ]
        return any(node.args and id(node) not in held for node in made)

    assert [path.name for path in modules_in("catgui") if loose(path)] == []
