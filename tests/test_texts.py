"""The texts of the program, read from the code: all are well-formed."""

import ast
import re

from tests import ROOT

# Four words make a text; code and patterns are none.
_WORD = re.compile(r"[A-Za-z]{2,}")
_CODE = re.compile(r"[\n{=\\]")
_FAULTS = {
    "a space before a mark": re.compile(r" [.,;:!?](\s|$)"),
    "a word twice": re.compile(r"\b([a-z]+) \1\b"),
    "two spaces": re.compile(r"[a-z.] {2,}[A-Za-z]"),
}
_PAIRS = ["()", "“”", "[]"]


def texts(path):
    """(line, text) for each text in a module that stands there as a whole: no docstring, no part of an f-string."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    skipped |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    for node in strings:
        if id(node) not in skipped and len(_WORD.findall(node.value)) >= 4 and not _CODE.search(node.value):
            yield node.lineno, node.value


def faults_of(text):
    unbalanced = [pair for pair in _PAIRS if text.count(pair[0]) != text.count(pair[1])]
    return [name for name, pattern in _FAULTS.items() if pattern.search(text)] + unbalanced


def test_every_text_is_well_formed():
    found = [
        (path.relative_to(ROOT), line, text)
        for package in ("catgui", "engine")
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, text in texts(path)
    ]
    assert len(found) > 500
    assert [(*where, text, faults) for *where, text in found if (faults := faults_of(text))] == []
