"""The architecture, read from the code: what each package imports, and what only one place may do."""

import ast
import functools
import graphlib
import shutil
import subprocess
from pathlib import Path

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
    "CONTRIBUTING.md",
    ".ci",
    ".github",
    ".gitignore",
    ".pre-commit-config.yaml",
}


def modules_in(folder):
    return sorted((ROOT / folder).rglob("*.py"))


def dotted(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@functools.cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def imports_of(path):
    """The dotted names that a module imports, wherever in it and for whatever purpose."""
    names = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def is_in(name, package):
    return name == package or name.startswith(f"{package}.")


def arrows(folder, *packages):
    """'module -> name' for each import of one of `packages` in `folder`."""
    return [
        f"{path.relative_to(ROOT)} -> {name}"
        for path in modules_in(folder)
        for name in sorted(imports_of(path))
        if any(is_in(name, package) for package in packages)
    ]


OURS = {dotted(path): path for folder in ("engine", "catgui") for path in modules_in(folder)}

# What may import what: a package imports only packages of the rows above its own.
LAYERS = [
    {"engine.resources", "engine.text", "engine.typing", "engine.version"},
    {"engine.errors", "engine.statistics"},
    {"engine.progress", "engine.system", "engine.validation"},
    {"engine.images", "engine.nn", "engine.storage"},
    {"engine.vision"},
    {"engine.analysis", "engine.data"},
    {"engine.training"},
    {"engine.experiments", "engine.notebook", "engine.saved_model"},
    {"engine.export"},
    {"engine.cli", "catgui.style", "catgui.desktop"},
    {"catgui.inputs", "catgui.help"},
    {"catgui.domain"},
    {"catgui.widgets", "catgui.workers"},
    {"catgui.models"},
    {"catgui.panels", "catgui.services"},
    {"catgui.documents", "catgui.guidance"},
    {"catgui.shell"},
    {"catgui.app"},
    {"catgui.self_check"},
    {"catgui.__main__"},
    # The public names reach down to everything; nothing reaches back up to them.
    {"engine.api"},
    {"engine", "catgui"},
]


def layer_of(module):
    """The row of `LAYERS` that has the package of a module."""
    package = ".".join(module.split(".")[:2])
    return next(row for row, packages in enumerate(LAYERS) if package in packages)


def ours(name):
    """The module of ours that an imported name is, or stands in, or ''."""
    while name and name not in OURS:
        name = name.rpartition(".")[0]
    return name


def test_a_package_imports_only_what_is_above_it_in_the_table():
    rising = [
        f"{module} -> {name}"
        for module, path in OURS.items()
        for name in sorted(imports_of(path))
        if ours(name)
        and module.split(".")[:2] != ours(name).split(".")[:2]
        and layer_of(ours(name)) >= layer_of(module)
    ]

    assert rising == []


def test_no_folders_import_each_other_in_a_circle():
    folder = {module: dotted(path.parent) for module, path in OURS.items()}
    graph = {
        name: {
            folder[ours(found)]
            for module in OURS
            if folder[module] == name
            for found in imports_of(OURS[module])
            if ours(found)
        }
        - {name}
        for name in set(folder.values()) - {"engine", "catgui"}
    }

    graphlib.TopologicalSorter(graph).prepare()


def test_the_engine_imports_no_qt_and_nothing_of_the_window():
    assert arrows("engine", "PySide6", "shiboken6", "pyqtgraph", "catgui") == []


def test_the_data_sets_are_drawn_without_the_window():
    assert arrows("datasets", "PySide6", "pyqtgraph", "catgui") == []


def test_models_and_workers_import_no_widgets():
    seen = ("PySide6.QtWidgets", "pyqtgraph", "catgui.widgets", "catgui.panels", "catgui.shell")

    assert arrows("catgui/models", *seen) + arrows("catgui/workers", *seen) == []


def test_workers_import_no_models():
    assert arrows("catgui/workers", "catgui.models") == []


def test_widgets_import_no_models_workers_or_panels():
    assert arrows("catgui/widgets", "catgui.models", "catgui.workers", "catgui.panels", "catgui.shell") == []


def test_panels_import_neither_each_other_nor_the_shell():
    assert arrows("catgui/panels", "catgui.panels", "catgui.shell", "catgui.app") == []


def test_only_the_shell_imports_panels():
    importing = [arrow for arrow in arrows("catgui", "catgui.panels") if not arrow.startswith("catgui/shell/")]
    assert importing == []


def test_only_the_plots_import_pyqtgraph():
    importing = [arrow for arrow in arrows("catgui", "pyqtgraph") if not arrow.startswith("catgui/widgets/plots/")]
    assert importing == []


def test_only_the_notebook_api_and_the_terminal_commands_print():
    def prints(path):
        calls = (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))
        return any(isinstance(call.func, ast.Name) and call.func.id == "print" for call in calls)

    printing = {path.relative_to(ROOT).as_posix() for path in modules_in("engine") if prints(path)}

    allowed = {"engine/notebook.py", "engine/vision/train/__main__.py"}
    assert [path for path in printing - allowed if not path.startswith("engine/cli/")] == []


def test_the_network_is_written_once():
    # One forward and one backward pass: what else multiplies weights belongs to the first layer.
    defined = [
        node.name
        for path in modules_in("engine")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
    ]

    for name in ("linear_forward", "linear_backward", "L_model_forward", "L_model_backward", "sigmoid", "relu"):
        assert defined.count(name) == 1


NETWORK_ARITHMETIC = (".dot(", " @ ", "np.maximum(", "np.exp(", "np.log(", "np.log1p(", "np.tanh(")


def strings_of_code(source):
    """The string literals of a module that hold network arithmetic, docstrings apart."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    bodies = (node.body[0] for node in ast.walk(tree) if isinstance(node, documented) and node.body)
    docstrings = {id(first.value) for first in bodies if isinstance(first, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [
        node.value for node in texts if id(node) not in docstrings and any(p in node.value for p in NETWORK_ARITHMETIC)
    ]


def test_no_second_network_is_written_in_strings():
    # Exported scripts copy the source of the one network.
    found = [text for path in modules_in("engine") for text in strings_of_code(path.read_text(encoding="utf-8"))]

    assert found == []


@pytest.mark.parametrize("code", ["Z = W @ A", "A = np.maximum(Z, 0)", "f'{x} = np.exp({y})'"])
def test_a_network_in_strings_is_found(code):
    assert strings_of_code(f"def lines():\n    yield {code!r}\n") == [code]
    assert strings_of_code(f"def documented():\n    {code!r}\n") == []


def test_nothing_else_lies_at_the_top_of_the_project():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("there is no git here, or this is no checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {line.split("/")[0] for line in listed.splitlines()} <= TOP_LEVEL


def test_painters_end_where_painting_fails_as_well():
    # One that stays active when what it paints on goes away ends the program.
    def loose(path: Path):
        nodes = list(ast.walk(parsed(path)))
        held = {id(item.context_expr) for node in nodes if isinstance(node, ast.With) for item in node.items}
        made = [
            node
            for node in nodes
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QPainter"
        ]
        return any(node.args and id(node) not in held for node in made)

    assert [path.name for path in modules_in("catgui") if loose(path)] == []


# What shows a text, and the function that the text goes through there. Anywhere else a name from a file would be
# interpreted: as markup, which reads files, or as the mark of unsaved changes. A label of a plot is HTML.
ESCAPED_BY = {
    "setToolTip": "escape_tooltip",
    "setTabToolTip": "escape_tab_tip",
    "setWhatsThis": "escape_tooltip",
    "showText": "escape_tooltip",
    "ToolTipRole": "escape_tooltip",
    "setWindowTitle": "escape_title",
    "setLabel": "a literal",
}
BASIC = "catgui/widgets/basic"
# The only modules in which these stand: what they show is plain text, or links to the glossary.
ONE_PLACE = {
    "QMessageBox": {f"{BASIC}/text_dialogs.py"},
    "QLabel": {f"{BASIC}/labels.py", f"{BASIC}/elided_label.py", "catgui/widgets/help/linked_label.py"},
    "RichText": {"catgui/widgets/help/linked_label.py"},
}
NOWHERE = {"QInputDialog", "QProgressDialog", "QErrorMessage", "QTextBrowser", "QTextEdit", "AutoText", "MarkdownText"}
NOWHERE |= {"setHtml", "setMarkdown", "insertHtml", "appendHtml", "LabelItem", "LegendItem"}


def name_of(node):
    """The last name of `a.b.name`, or ''."""
    return getattr(node, "attr", None) or getattr(node, "id", None) or ""


def is_escaped(call, escape):
    """Whether all arguments of `call` are literals, or it calls `escape` in one of them."""
    calls = [one for argument in call.args for one in ast.walk(argument) if isinstance(one, ast.Call)]
    return all(isinstance(one, ast.Constant) for one in call.args) or escape in {name_of(one.func) for one in calls}


def is_made(name, node):
    """Whether `node` calls or derives from `name`, or takes it as an attribute such as a text format."""
    if isinstance(node, (ast.Call, ast.ClassDef)):
        return name in map(name_of, [node.func] if isinstance(node, ast.Call) else node.bases)
    return isinstance(node, ast.Attribute) and node.attr == name and not name.startswith("Q")


def interpreted_texts(tree, file):
    """The lines in which a text is shown that Qt may interpret."""
    for node in ast.walk(tree):
        shown_by = {name_of(node.func), *map(name_of, node.args)} if isinstance(node, ast.Call) else set()
        for name in shown_by & ESCAPED_BY.keys():
            if not is_escaped(node, ESCAPED_BY[name]):
                yield f"{file}:{node.lineno}: {name} without {ESCAPED_BY[name]}"
        for name in NOWHERE | {name for name, files in ONE_PLACE.items() if file not in files}:
            if is_made(name, node):
                yield f"{file}:{node.lineno}: {name}"


def test_a_text_is_shown_where_it_is_interpreted_only_through_the_functions_that_escape_it():
    files = {path.relative_to(ROOT).as_posix(): path for path in modules_in("catgui")}
    del files["catgui/style/tooltips.py"]

    assert [line for file, path in files.items() for line in interpreted_texts(parsed(path), file)] == []


@pytest.mark.parametrize(
    "code",
    [
        "button.setToolTip(name)",
        "tabs.setTabToolTip(0, f'{name}')",
        "box.setItemData(0, name, Qt.ItemDataRole.ToolTipRole)",
        "QToolTip.showText(pos, name, view)",
        "dialog.setWindowTitle(entry.name)",
        "QMessageBox.Icon() and QMessageBox(parent)",
        "QtWidgets.QLabel(name)",
        "class Name(QLabel): pass",
        "document.setHtml(name)",
        "label.setTextFormat(Qt.TextFormat.RichText)",
    ],
)
def test_a_text_that_is_interpreted_is_found(code):
    assert list(interpreted_texts(ast.parse(code), "catgui/shell/title.py"))
