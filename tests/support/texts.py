"""The texts in the code: what a user may read, found in the syntax tree of each module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engine", "catgui")

_WORD = re.compile(r"[A-Za-z]{2,}")
_TITLE = re.compile(r"&?[A-Z](&?[a-z])+[.…:?!]*")
_SQL = re.compile(r"(SELECT|INSERT|CREATE|DELETE|UPDATE|PRAGMA|ALTER|BEGIN|REPLACE|DROP|ATTACH|VACUUM|WITH)\b")
_MARKUP = re.compile(r"\s*[<#.@]|(from|import) \w|.*[{;]\n|\w+ \{ ", re.DOTALL)
# Calls whose strings nobody reads on the screen.
_CODE_CALLS = re.compile(
    r"^(_?log\w*|logging|warnings|re|conn\w*|connection|cursor|database)\.|execute|compile|getenv|^_log"
)
_CODE_ERRORS = {"AssertionError", "TypeError", "NotImplementedError", "AttributeError", "KeyError"}


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
        return len(self.said.split())


def is_text(said: str) -> bool:
    """Whether a string has words, and is no identifier, code or markup."""
    if not _WORD.search(said) or _SQL.match(said) or _MARKUP.match(said):
        return False
    return len(said.split()) > 1 or bool(_TITLE.fullmatch(said))


def texts_in(source: str, place: str) -> Iterator[Text]:
    """The texts of a module, in their order."""
    tree = ast.parse(source)
    yield from sorted(_texts_below(tree, place), key=lambda text: text.line)


@cache
def all_texts() -> tuple[Text, ...]:
    """The texts of the whole product."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    modules = (texts_in(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))) for path in paths)
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
        if is_code(node, child):
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
    """Whether what is below `child` is a docstring, an annotation, a log entry or the like."""
    if isinstance(parent, ast.Expr) and isinstance(child, ast.Constant):
        return True  # a docstring
    if isinstance(parent, ast.Call) and child is not parent.func:
        name = ast.unparse(parent.func)
        return name in _CODE_ERRORS or bool(_CODE_CALLS.search(name))
    if isinstance(parent, (ast.arg, ast.AnnAssign)) and child is parent.annotation:
        return True
    return isinstance(parent, ast.FunctionDef) and child is parent.returns
