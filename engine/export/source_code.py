"""The source of engine functions as text that runs on its own."""

from __future__ import annotations

import ast
import inspect
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import takewhile

from engine.errors import EngineError

_Assignment = (ast.Assign, ast.AnnAssign)


class MissingSourceError(EngineError):
    """The engine is installed without its source code."""

    def __init__(self) -> None:
        super().__init__(
            "Notebooks need Catgui's source code, which is missing here. Install Catgui with pip, then export again."
        )


class SourceCollector:
    """Copies functions out of the engine's modules, each once, together with all that they use.

    Engine functions, classes, constants and type aliases that they use are copied as well; names of the standard
    library and NumPy are imported.
    """

    def __init__(self) -> None:
        self._modules: dict[str, _Module] = {}
        self._copied: set[str] = set()
        self._imports: set[str] = set()
        self._imported_names: defaultdict[str, set[str]] = defaultdict(set)

    def definitions(self, *functions: Callable[..., object]) -> str:
        """The source of `functions` and of what they use, in working order; without what was copied before.

        Raises MissingSourceError.
        """
        text, previous = "", None
        for function in functions:
            for module, statement in self._required(function.__module__, function.__name__):
                is_list = isinstance(statement, _Assignment) and isinstance(previous, _Assignment)
                text += ("\n" if is_list else "\n\n\n") + module.text_of(statement)
                previous = statement
        return text.strip("\n")

    def imports(self) -> str:
        """The import statements that all definitions copied so far need."""
        imported_names = {f"from {module} import {', '.join(sorted(n))}" for module, n in self._imported_names.items()}
        statements = sorted(self._imports | imported_names, key=lambda line: line.split()[1])
        of_numpy = [line for line in statements if line.split()[1].startswith("numpy")]
        others = [line for line in statements if line not in of_numpy]
        groups = (["from __future__ import annotations"], others, of_numpy)
        return "\n\n".join("\n".join(group) for group in groups if group)

    def _required(self, module_name: str, name: str) -> Iterator[tuple[_Module, ast.stmt]]:
        """The statements that `name` in a module needs, its own last; none for a local or built-in name."""
        if module_name not in self._modules:
            self._modules[module_name] = _Module(module_name)
        module = self._modules[module_name]
        statement = module.statements.get(name)
        if isinstance(statement, ast.Import):
            self._imports.add(ast.unparse(statement))
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            if statement.module.startswith("engine."):
                yield from self._required(statement.module, name)
            else:
                self._imported_names[statement.module].add(name)
        elif statement is not None and name not in self._copied:
            self._copied.add(name)
            used = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            for node in sorted(used, key=lambda node: (node.lineno, node.col_offset)):
                yield from self._required(module_name, node.id)
            yield module, statement


class _Module:
    """The source of an imported module. Raises MissingSourceError.

    Attributes: `statements`, those that define or import a name at its top level, by name.
    """

    def __init__(self, name: str) -> None:
        try:
            source = inspect.getsource(sys.modules[name])
        except (OSError, TypeError) as error:
            raise MissingSourceError from error
        self._lines = source.splitlines()
        self.statements: dict[str, ast.stmt] = {}
        for statement in ast.parse(source).body:
            self.statements |= dict.fromkeys(_names_bound_by(statement), statement)

    def text_of(self, statement: ast.stmt) -> str:
        """The lines of a statement, with its decorators and the comment right above it."""
        first = min(node.lineno for node in (statement, *getattr(statement, "decorator_list", []))) - 1
        comment = list(takewhile(lambda line: line.startswith("#"), reversed(self._lines[:first])))
        return "\n".join(self._lines[first - len(comment) : statement.end_lineno])


def _names_bound_by(statement: ast.stmt) -> list[str]:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [alias.asname or alias.name for alias in statement.names]
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]
