"""A pseudo-locale: each text of the program is 40% longer, has accents, and brackets round it.

What is shown without brackets is no text of a table; two brackets within one sentence are glued from pieces. This is
what translations will stand on. `install` must be called before the program is imported.
"""

from __future__ import annotations

import ast
import re
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

from tests.support.texts import WITHOUT_TEXTS, is_code, is_text, said_by

OPEN, CLOSE = "⟦", "⟧"
# What a notebook is written with, and what the terminal says, is not in a window.
_LEFT_OUT = re.compile(r"(engine\.(cli|export\.notebook)|catgui\.desktop\.(bundle|qt_libraries))\b")
_ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
# What stands between these is no text: places of values, markup, links, and the letter of a mnemonic.
_KEPT = re.compile(r"(\{[^{}]*\}|<[^<>]*>|\[[^\[\]]*\]|&\w|%\w|\]\([^()]*\))")
_LONGER = 0.4


def pseudo(said: str) -> str:
    """`said` in the pseudo-locale."""
    return f"{OPEN}{_accented(said)}{_padding(said)}{CLOSE}"


def install() -> None:
    """Have the program imported with its texts in the pseudo-locale from now on."""
    sys.meta_path.insert(0, _Finder())


def _accented(said: str) -> str:
    return "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(said))


def _padding(said: str) -> str:
    return "~" * round(_LONGER * len(said))


class _Translator(ast.NodeTransformer):
    def generic_visit(self, node: ast.AST) -> ast.AST:
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                value[:] = [self._replaced(node, child) for child in value]
            elif isinstance(value, ast.AST):
                setattr(node, name, self._replaced(node, value))
        return node

    def _replaced(self, parent: ast.AST, child: Any) -> Any:
        if not isinstance(child, ast.AST) or isinstance(child, WITHOUT_TEXTS) or is_code(parent, child):
            return child
        said = said_by(child) if isinstance(child, ast.expr) else None
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and _is_counted(parent):
            return ast.copy_location(ast.Constant(pseudo(child.value)), child)
        if isinstance(child, ast.JoinedStr):
            return self._translated_fstring(child, said is not None and is_text(said))
        if said is not None and is_text(said):
            return ast.copy_location(ast.Constant(pseudo(said)), child)
        return self.visit(child)

    def _translated_fstring(self, node: ast.JoinedStr, is_read: bool) -> ast.JoinedStr:
        for position, part in enumerate(node.values):
            if isinstance(part, ast.FormattedValue):
                part.value = self._replaced(part, part.value)
            elif is_read and isinstance(part, ast.Constant):
                node.values[position] = ast.copy_location(ast.Constant(_accented(str(part.value))), part)
        if is_read:
            said = said_by(node) or ""
            ends = ast.Constant(OPEN), ast.Constant(f"{_padding(said)}{CLOSE}")
            node.values = [ends[0], *node.values, ends[1]]
            ast.fix_missing_locations(node)
        return node


def _is_counted(node: ast.AST) -> bool:
    """Whether a node calls `engine.text.counted`, whose words are texts though each is one word."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "counted"


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> Any:
        # Without the bytecode on the disk, which is that of the untranslated module.
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> Any:
        return compile(_Translator().visit(ast.parse(data)), path, "exec", dont_inherit=True)


class _Finder:
    @staticmethod
    def find_spec(name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] not in ("engine", "catgui") or _LEFT_OUT.match(name):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader) and spec.origin:
            spec.loader = _Loader(name, spec.origin)
        return spec
