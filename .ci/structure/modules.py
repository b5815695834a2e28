"""The modules of the program, each read and parsed once for all checks."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Module:
    """A module: its file, its dotted name, and all nodes of its syntax tree."""

    def __init__(self, path: Path) -> None:
        relative = path.relative_to(ROOT)
        self.file = relative.as_posix()
        self.name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.nodes = list(ast.walk(self.tree))

    def is_in(self, *packages: str) -> bool:
        """Whether it is one of these packages or modules, or in one."""
        return is_in(self.name, *packages)

    def at(self, node: ast.AST, fault: str) -> str:
        """The line that tells of a fault."""
        return f"{self.file}:{node.lineno}: {fault}"

    def strings(self) -> Iterator[ast.Constant]:
        """The string literals, docstrings apart."""
        skipped = {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}
        for node in self.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                yield node


def read_modules(*folders: str) -> list[Module]:
    """All modules in these folders of the project."""
    return [Module(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def is_in(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of `packages`, or in one."""
    return any(f"{name}.".startswith(f"{package}.") for package in packages)


def last_name(node: ast.AST) -> str:
    """The last name of `a.b.name`, or ''."""
    return getattr(node, "attr", None) or getattr(node, "id", None) or ""
