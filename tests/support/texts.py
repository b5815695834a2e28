"""The texts in the code: what a user may read, found in the syntax tree of each module."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engine", "catgui")

_WORD = re.compile(r"[A-Za-z]{2,}")
# What counts as a word: no dash, symbol or letter of a formula, such as W, + or ←.
_COUNTED = re.compile(r"[A-Za-z]{2}|\d|\{|\b[aAI]\b")
_TITLE = re.compile(r"&?[A-Z](&?[a-z])+[.…:?!]*")
_SQL = re.compile(
    r"(SELECT|INSERT|CREATE|DELETE|UPDATE|PRAGMA|ALTER|BEGIN|REPLACE|DROP|ATTACH|VACUUM|WITH|IN \(SELECT)\b"
    r"|\w+(, \w+){3,}$|.*\b(TEXT|INTEGER)\b"
)
_MARKUP = re.compile(r"\s*[<#.@]|(from|import) \w|.*[{;]\n|\w+ \{ |[\w-]+=\"|default-src ", re.DOTALL)
# A line to type, as it stands: "catgui train --json".
_COMMAND_LINE = re.compile(r"catgui [a-z]")
# Most of the nodes, and no text is below them.
WITHOUT_TEXTS = (ast.Name, ast.expr_context, ast.operator, ast.alias)
# Calls whose strings nobody reads on the screen.
_CODE_CALLS = re.compile(
    r"^(_?log\w*|logging|warnings|re|conn\w*|connection|cursor|database)\.|execute|compile|getenv|^_log"
    r"|TypeVar|setObjectName|toString|scratch\.take|^_require$"
)
# Errors that only a programmer meets; users meet those of `engine.errors`.
_CODE_ERRORS = {
    "AssertionError",
    "AttributeError",
    "KeyError",
    "NotImplementedError",
    "TypeError",
    "ValueError",
}


@dataclass(frozen=True)
class Text:
    """A text.

    Attributes: `place`, its module; `line`; `said`, with `{}` for each placed value; `names`, those of the constant,
    the parameter and the function that it is given to.
    """

    place: str
    line: int
    said: str
    names: tuple[str, ...]

    @property
    def words(self) -> int:
        """The number of its words."""
        return sum(_COUNTED.search(word) is not None for word in self.said.split())


def is_text(said: str) -> bool:
    """Whether a string has words, and is no identifier, code or markup."""
    if not _WORD.search(said) or _SQL.match(said) or _MARKUP.match(said) or _COMMAND_LINE.match(said):
        return False
    if is_python(said):
        return False
    return len(said.split()) > 1 or bool(_TITLE.fullmatch(said))


def is_python(said: str) -> bool:
    """Whether a string is Python, as of an exported notebook: an assignment, a call, a loop or the like."""
    code = textwrap.dedent(re.sub(r"\{+\w*(?:!r)?\}+", "x", said)).strip()
    if " (" in code and " = " not in code and not code.endswith(":"):
        return False  # "More (2)" is no call
    try:
        first, *_ = ast.parse(f"{code} pass" if code.endswith(":") else code).body
    except SyntaxError:
        return False
    if isinstance(first, ast.Expr):
        return isinstance(first.value, (ast.Call, ast.Subscript, ast.DictComp))
    return not isinstance(first, ast.AnnAssign)


def texts_in(source: str, place: str) -> Iterator[Text]:
    """The texts of a module, in their order."""
    tree = ast.parse(source)
    yield from sorted(_texts_below(tree, place), key=lambda text: text.line)


@cache
def all_texts() -> tuple[Text, ...]:
    """The texts of the whole product."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    modules = (texts_in(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()) for path in paths)
    return tuple(chain.from_iterable(modules))


def said_by(node: ast.expr) -> str | None:
    """What a string or an f-string says, with `{}` for each placed value; None for other nodes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _texts_below(node: ast.AST, place: str, names: tuple[str, ...] = ()) -> Iterator[Text]:
    names = _names(node) or names
    for child in ast.iter_child_nodes(node):
        if isinstance(child, WITHOUT_TEXTS) or is_code(node, child):
            continue
        said = said_by(child) if isinstance(child, ast.expr) else None
        if said is not None and is_text(said):
            yield Text(place, child.lineno, said, names)
        if not isinstance(child, ast.JoinedStr):
            yield from _texts_below(child, place, names)
            continue
        for part in child.values:
            if isinstance(part, ast.FormattedValue):
                yield from _texts_below(part, place)


def _names(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Assign):
        return tuple(ast.unparse(target) for target in node.targets)
    if isinstance(node, ast.AnnAssign):
        return (ast.unparse(node.target),)
    if isinstance(node, ast.keyword):
        return (node.arg or "",)
    if isinstance(node, ast.Call):
        return (ast.unparse(node.func).rpartition(".")[2],)
    return (node.name,) if isinstance(node, ast.FunctionDef) else ()


def is_code(parent: ast.AST, child: ast.AST) -> bool:
    """Whether what is below `child` is a docstring, an annotation, an assertion, a log entry or the like."""
    if isinstance(parent, ast.Assert):
        return True
    if isinstance(parent, ast.Expr) and isinstance(child, ast.Constant):
        return True  # a docstring
    if isinstance(parent, ast.Call) and child is not parent.func:
        name = ast.unparse(parent.func)
        return name in _CODE_ERRORS or bool(_CODE_CALLS.search(name))
    if isinstance(parent, ast.Compare):
        return True  # the words of a library
    if isinstance(parent, ast.Assign) and child is parent.value and ast.unparse(parent.targets[0]) == "__all__":
        return True
    if isinstance(parent, ast.ClassDef) and isinstance(child, ast.Assign):
        return _is_enum(parent) and bool(ast.unparse(child.value).islower())  # a value that is stored
    if isinstance(parent, (ast.arg, ast.AnnAssign)) and child is parent.annotation:
        return True
    return isinstance(parent, ast.FunctionDef) and child is parent.returns


def _is_enum(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) in ("Enum", "StrEnum") for base in node.bases)
