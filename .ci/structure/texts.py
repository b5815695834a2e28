"""The texts of the program: well-formed, and shown only where Qt does not interpret them."""

import ast
import re
from collections.abc import Iterator

from modules import Module, last_name

# Four words make a text; code and patterns are none.
_WORD = re.compile(r"[A-Za-z]{2,}")
_CODE = re.compile(r"[\n{=\\]")
_SLIPS = {
    "a space before a mark": re.compile(r" [.,;:!?](\s|$)"),
    "a word twice": re.compile(r"\b([a-z]+) \1\b"),
    "two spaces": re.compile(r"[a-z.] {2,}[A-Za-z]"),
}
_PAIRS = ["()", "“”", "[]"]

# What shows a text, and the function that the text goes through there. Anywhere else a name from a file would be
# interpreted: as markup, which reads files, or as the mark of unsaved changes. A label of a plot is HTML.
ESCAPED_BY = {
    "setToolTip": "escape_tooltip",
    "setTabToolTip": "escape_tab_tip",
    "setWhatsThis": "escape_tooltip",
    "showText": "escape_tooltip",
    "ToolTipRole": "escape_tooltip",
    "setWindowTitle": "escape_title",
    "setLabel": "escape",
}
_ESCAPING = "catgui/style/tooltips.py"
_BASIC = "catgui/widgets/basic"
# The only modules in which these stand: what they show is plain text, or links to the glossary.
ONE_PLACE = {
    "QMessageBox": {f"{_BASIC}/text_dialogs.py"},
    "QLabel": {f"{_BASIC}/labels.py"},
    "QTextBrowser": {"catgui/help/window.py"},
    "setHtml": {"catgui/help/window.py"},
}
NOWHERE = {"QInputDialog", "QProgressDialog", "QErrorMessage", "QTextEdit", "AutoText", "MarkdownText", "RichText"}
NOWHERE |= {"setMarkdown", "insertHtml", "appendHtml", "LabelItem", "LegendItem"}


def faults(modules: list[Module]) -> Iterator[str]:
    """Texts that are not well-formed, and those that Qt may interpret."""
    for module in modules:
        yield from _slips(module)
        if module.is_in("catgui") and module.file != _ESCAPING:
            yield from _interpreted(module)


def _slips(module: Module) -> Iterator[str]:
    parts = {id(part) for node in module.nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in module.strings():
        text = node.value
        if id(node) not in parts and len(_WORD.findall(text)) >= 4 and not _CODE.search(text):
            slips = [name for name, pattern in _SLIPS.items() if pattern.search(text)]
            slips += [f"{pair} unbalanced" for pair in _PAIRS if text.count(pair[0]) != text.count(pair[1])]
            if slips:
                yield module.at(node, f"{', '.join(slips)} in {text!r}; correct the text")


def _interpreted(module: Module) -> Iterator[str]:
    """Where a text is shown that Qt may interpret."""
    barred = NOWHERE | {name for name, files in ONE_PLACE.items() if module.file not in files}
    for node in module.nodes:
        if isinstance(node, ast.Call):
            for name in {last_name(node.func), *map(last_name, node.args)} & ESCAPED_BY.keys():
                if not _is_escaped(node, ESCAPED_BY[name]):
                    yield module.at(node, f"{name} interprets its text; give it {ESCAPED_BY[name]}")
        for name in _made(node) & barred:
            places = ", ".join(sorted(ONE_PLACE.get(name, {f"{_BASIC}/labels.py", f"{_BASIC}/text_dialogs.py"})))
            yield module.at(node, f"{name} interprets its text; take what {places} has")


def _is_escaped(call: ast.Call, escape: str) -> bool:
    """Whether all arguments of `call` are literals, or it calls `escape` in one of them."""
    calls = [one for argument in call.args for one in ast.walk(argument) if isinstance(one, ast.Call)]
    return all(isinstance(one, ast.Constant) for one in call.args) or escape in {last_name(one.func) for one in calls}


def _made(node: ast.AST) -> set[str]:
    """What `node` calls or derives from, or takes as an attribute such as a text format."""
    if isinstance(node, ast.Call):
        return {last_name(node.func)}
    if isinstance(node, ast.ClassDef):
        return set(map(last_name, node.bases))
    return {node.attr} if isinstance(node, ast.Attribute) and not node.attr.startswith("Q") else set()
