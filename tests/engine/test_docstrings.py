"""What docstrings of the engine name in backquotes exists."""

import ast
import importlib
import re

import pytest

from tests import ROOT

_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def names_in_docstrings():
    """The names `engine.…` of modules, classes and functions, each with a file that has it."""
    found = {}
    for path in sorted((ROOT / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, _DOCUMENTED):
                for name in re.findall(r"`(engine(?:\.\w+)+)`", ast.get_docstring(node) or ""):
                    found[name] = path.name
    return found


@pytest.mark.parametrize(("name", "file"), names_in_docstrings().items())
def test_a_name_in_a_docstring_exists(name, file):
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ImportError:
        assert hasattr(importlib.import_module(module), attribute), file
