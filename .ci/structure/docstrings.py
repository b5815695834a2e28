"""Public methods have docstrings, unless they override a method that is described elsewhere.

So ruff's D102 is off: it knows no bases. A base of our own is found by its name, any other one is imported.
"""

import ast
import importlib
from collections.abc import Iterator

from modules import Module, last_name


def faults(modules: list[Module]) -> Iterator[str]:
    """The public methods of public classes that have no docstring and override nothing."""
    bases = _Bases(modules)
    for module in modules:
        for node in module.nodes:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                for method in _undescribed(node):
                    if not bases.have(module, node, method.name):
                        yield module.at(method, f"{node.name}.{method.name} overrides nothing; say what it does")


def _undescribed(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
            is_described_elsewhere = {"setter", "overload"} & set(map(last_name, method.decorator_list))
            if not is_described_elsewhere and ast.get_docstring(method) is None:
                yield method


class _Bases:
    """The classes of some modules by name, and what each module imports."""

    def __init__(self, modules: list[Module]) -> None:
        self._classes: dict[str, list[tuple[Module, ast.ClassDef]]] = {}
        self._imported: dict[tuple[str, str], str] = {}
        for module in modules:
            for node in module.nodes:
                if isinstance(node, ast.ClassDef):
                    self._classes.setdefault(node.name, []).append((module, node))
                elif isinstance(node, ast.ImportFrom) and node.module:
                    for alias in node.names:
                        self._imported[module.name, alias.asname or alias.name] = node.module

    def have(self, module: Module, cls: ast.ClassDef, method: str) -> bool:
        """Whether a base of `cls` has the method."""
        for base in cls.bases:
            name = last_name(base.value if isinstance(base, ast.Subscript) else base)
            if own := self._classes.get(name):
                found = any(_defines(node, method) or self.have(place, node, method) for place, node in own)
            else:
                source = self._imported.get((module.name, name), "builtins")
                found = hasattr(getattr(importlib.import_module(source), name, object), method)
            if found:
                return True
        return False


def _defines(cls: ast.ClassDef, method: str) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name == method for node in cls.body)
