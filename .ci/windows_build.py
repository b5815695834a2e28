"""Compiling programs and libraries for Windows, by MinGW."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path


def compile_library(path: Path, exports: Mapping[str, str], code: str = "") -> None:
    """A library at `path` with `code`, in C, and the names `exports`: functions in it, or `library.name` of another."""
    names = "\n".join(f"  {name}={target}" for name, target in exports.items())
    with tempfile.TemporaryDirectory() as folder:
        definition = Path(folder, "names.def")
        definition.write_text(f"LIBRARY {path.stem}\nEXPORTS\n{names}\n", encoding="ascii")
        compile_into(path, code or "int nothing;", "-shared", "-static-libgcc", str(definition))


def compile_into(path: Path, code: str, *options: str) -> None:
    """A program or library at `path`."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.c")
        source.write_text(f"#include <complex.h>\n#include <wchar.h>\n{code}\n", encoding="ascii")
        subprocess.run(["x86_64-w64-mingw32-gcc", "-O2", "-o", path, source, *options], check=True)
