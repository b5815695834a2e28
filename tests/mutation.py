"""Mutation testing: `python -m tests.mutation PATH... --out FILE` lists changes of the code that no test detects.

Each mutant is one small change of a file, in a copy of the checkout. Its tests are run in three steps until one fails:
those of the mirrored module; those of its folder and those that import it; those that import what imports it. Results
are appended to FILE, and the same command goes on from there; after a change of the code, take another FILE.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PAIRS = [(ast.Add, ast.Sub), (ast.Mult, ast.Div), (ast.FloorDiv, ast.Mod), (ast.And, ast.Or)]
_PAIRS += [(ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn)]
_OTHER = dict(_PAIRS) | {second: first for first, second in _PAIRS}
# Not what has no effect when it runs, nor texts for the user.
_LEFT_OUT_FIELDS = {"annotation", "returns", "decorator_list", "exc"}
_LEFT_OUT = (ast.JoinedStr, ast.Assert)
_IMPORT = re.compile(r"^\s*(?:from|import) ([\w.]+)", re.MULTILINE)


@dataclass(frozen=True)
class Mutant:
    """A file in which the bytes from `begin` to `end` become `text`."""

    path: str
    line: int
    begin: int
    end: int
    text: str

    def apply(self, source: bytes) -> bytes:
        """The changed source."""
        return source[: self.begin] + self.text.encode() + source[self.end :]

    def __str__(self) -> str:
        source = (_ROOT / self.path).read_bytes()
        before, after = (text.splitlines()[self.line - 1].decode().strip() for text in (source, self.apply(source)))
        return f"{self.path}:{self.line}\n-{before}\n+{after}"


def find_mutants(path: Path) -> Iterator[Mutant]:
    """The mutants of a file."""
    source = path.read_bytes()
    starts = list(accumulate(map(len, source.splitlines(keepends=True)), initial=0))
    for node in _walk(ast.parse(source)):
        for old, new in _changes(node):
            if ast.unparse(old) == ast.unparse(new):
                continue
            begin, end = starts[old.lineno - 1] + old.col_offset, starts[old.end_lineno - 1] + old.end_col_offset
            yield Mutant(str(path.relative_to(_ROOT)), old.lineno, begin, end, ast.unparse(new))


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and name not in _LEFT_OUT_FIELDS and not isinstance(child, _LEFT_OUT):
                yield from _walk(child)


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """What may stand in the place of `node`, or of a part of it."""
    match node:
        case ast.Compare(left, ops, comparators):
            for index, op in enumerate(ops):
                yield node, ast.Compare(left, [*ops[:index], _OTHER[type(op)](), *ops[index + 1 :]], comparators)
        case ast.BinOp(left, op, right) if type(op) in _OTHER:
            yield node, ast.BinOp(left, _OTHER[type(op)](), right)
        case ast.BoolOp(op, values):
            yield node, ast.BoolOp(_OTHER[type(op)](), values)
            yield from ((node, ast.BoolOp(op, values[:i] + values[i + 1 :])) for i in range(len(values)))
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield node, operand
        case ast.Constant(bool() as value):
            yield node, ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield from ((node, ast.Constant(other)) for other in (value - 1, value + 1))
        case ast.If(test) | ast.While(test) | ast.IfExp(test) if not isinstance(test, ast.Compare | ast.UnaryOp):
            yield test, ast.UnaryOp(ast.Not(), test)
        case ast.comprehension():
            yield from ((test, ast.UnaryOp(ast.Not(), test)) for test in node.ifs)
        case ast.Call(function, [first, second, *others]) if not isinstance(first, ast.Constant):
            yield node, ast.Call(function, [second, first, *others], node.keywords)
        case ast.Expr(ast.Call()) | ast.Raise() | ast.AugAssign() | ast.Assign([ast.Attribute() | ast.Subscript()]):
            yield node, ast.Pass()
        case ast.Return(ast.AST()):
            yield node, ast.Return(ast.Constant(None))


@cache
def _imports() -> dict[str, set[str]]:
    """The paths of the modules that each Python file imports, by its path."""
    files = [file for folder in ("engine", "catgui", "tests") for file in (_ROOT / folder).rglob("*.py")]
    names = {str(file.relative_to(_ROOT)): _IMPORT.findall(file.read_text("utf-8")) for file in files}
    return {file: {f"{name.replace('.', '/')}.py" for name in found} for file, found in names.items()}


def select_tests(path: str) -> list[set[str]]:
    """The test modules for a file, in steps."""
    importers = {file for file, imported in _imports().items() if path in imported}
    folder = Path("tests", path).parent
    tests = {file for file in _imports() if re.match(rf"{Path(*folder.parts[:2])}/.*\btest_\w+\.py", file)}
    beside = {file for file in tests if Path(file).parent == folder}
    mirrored = {file for file in beside if Path(file).name.startswith(f"test_{Path(path).stem}")}
    wider = tests & importers | {file for file in tests if _imports()[file] & importers}
    return [step for step in (mirrored, beside - mirrored, wider - beside) if step]


class Checkout:
    """A copy of the checkout, in which the tests of one mutant after another are run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "checkout"
        shutil.copytree(_ROOT, self._folder, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        self._sound: set[str] = set()

    def find_killer(self, mutant: Mutant) -> str:
        """The test that fails with `mutant`, or ''."""
        file = self._folder / mutant.path
        source = file.read_bytes()
        file.write_bytes(mutant.apply(source))
        killer = next(filter(None, map(self._find_failure, select_tests(mutant.path))), "")
        file.write_bytes(source)
        if killer.startswith("tests/") and killer not in self._sound:
            if self._find_failure({killer}):
                raise SystemExit(f"fails without any mutant: {killer}")
            self._sound.add(killer)
        return killer

    def _find_failure(self, tests: set[str]) -> str:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *sorted(tests)]
        environment = os.environ | {"PYTHONPATH": str(self._folder)}
        with subprocess.Popen(
            command, cwd=self._folder, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            try:
                output, _ = process.communicate(timeout=60 + 10 * len(tests))
            except subprocess.TimeoutExpired:
                return "the time limit"
            finally:
                with suppress(ProcessLookupError):  # all have ended
                    os.killpg(process.pid, signal.SIGKILL)
        found = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", output, re.MULTILINE)
        return "" if process.returncode == 0 else found[1] if found else f"exit status {process.returncode}"


def main(words: list[str]) -> None:
    """Try the mutants that the command line asks for; print the score of each folder, and the survivors."""
    asked = _parser().parse_args(words)
    files = sorted(file for path in asked.paths for file in ([path] if path.is_file() else path.rglob("*.py")))
    mutants = [mutant for file in files for mutant in find_mutants(file.resolve())]
    mutants.sort(key=lambda mutant: random.Random(f"{asked.seed} {mutant}").random())
    sample = {str(mutant): mutant for mutant in mutants[: asked.sample]}
    killers = dict(map(json.loads, asked.out.read_text("utf-8").splitlines())) if asked.out.exists() else {}
    with tempfile.TemporaryDirectory() as folder, asked.out.open("a", encoding="utf-8") as out:
        checkout = Checkout(Path(folder))
        for name in [name for name in sample if name not in killers]:
            killers[name] = checkout.find_killer(sample[name])
            print(json.dumps([name, killers[name]], ensure_ascii=False), file=out, flush=True)
    for folder in sorted({str(Path(mutant.path).parent) for mutant in sample.values()}):
        found = [killers[name] for name in sample if Path(sample[name].path).parent == Path(folder)]
        print(f"{folder}: {sum(map(bool, found))} of {len(found)} mutants killed")
    print(*(name for name in sample if not killers[name]), sep="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a Python file, or a folder")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
