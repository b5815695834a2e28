"""A cache of bytecode for the Python sources inside of PySide6, which it would compile at each start."""

from __future__ import annotations

import builtins
import marshal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import cache_from_source, source_hash
from pathlib import Path
from types import CodeType
from typing import Any

from engine.storage.atomic import atomic_write
from engine.storage.regular_file import check_regular_file

# Beside the bytecode of this module, with the version of Python and its level of optimization in the name.
CACHE_FILE = Path(cache_from_source(str(Path(__file__).with_name("pyside_sources.py")))).with_suffix(".bin")

_Codes = dict[tuple[str, bytes], CodeType]


@contextmanager
def cache_compiled(prefix: str, file: Path = CACHE_FILE) -> Iterator[None]:
    """Have `compile` keep in `file` the bytecode of sources whose names begin with `prefix`.

    As for modules, it is written where that is possible, and made again when the source is another one.
    """
    known, used = _read(file), _Codes()
    original = builtins.compile

    def compile_once(source: Any, filename: Any, mode: str, *options: Any, **more: Any) -> Any:
        if options or more or mode != "exec" or not isinstance(source, bytes) or not str(filename).startswith(prefix):
            return original(source, filename, mode, *options, **more)
        key = (str(filename), source_hash(source))
        used[key] = known.get(key) or original(source, filename, mode)
        return used[key]

    builtins.compile = compile_once
    try:
        yield
    finally:
        builtins.compile = original
    if not (used.keys() <= known.keys() or sys.dont_write_bytecode):
        _write(file, used)


def _read(file: Path) -> _Codes:
    try:
        check_regular_file(file)
        return dict(marshal.loads(file.read_bytes()))
    except (OSError, EOFError, ValueError, TypeError):
        return {}


def _write(file: Path, codes: _Codes) -> None:
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(file) as temporary:
            temporary.write_bytes(marshal.dumps(codes))
