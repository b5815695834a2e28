"""What PySide6 compiles at its import is compiled once, not at each start."""

import builtins
import os
import subprocess
import sys

import pytest

from catgui.desktop.bytecode_cache import cache_compiled
from tests import ROOT

SOURCE = b"answer = 42"
STARTED = """
import builtins

compiled, original = [], builtins.compile

def counting(source, name, *options, **more):
    compiled.append(str(name))
    return original(source, name, *options, **more)

builtins.compile = counting
from catgui.desktop.module_imports import remove_import_hook

remove_import_hook()
print(sum(name.startswith("shibokensupport/") for name in compiled))
"""


@pytest.fixture
def compiled(monkeypatch):
    """The names of the sources of ours that Python itself compiles."""
    names, original = [], builtins.compile

    def counting(source, name, *options, **more):
        names.extend([name] if str(name).endswith("/answer.py") else [])
        return original(source, name, *options, **more)

    monkeypatch.setattr(builtins, "compile", counting)
    return names


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The place of the cache, where Python writes bytecode."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "cache" / "sources.bin"


def answer(file, source=SOURCE, name="theirs/answer.py"):
    with cache_compiled("theirs/", file):
        code = compile(source, name, "exec")
    values = {}
    exec(code, values)
    return values["answer"]


def test_a_source_is_compiled_once(compiled, file):
    assert [answer(file), answer(file)] == [42, 42]
    assert compiled == ["theirs/answer.py"]


def test_a_changed_source_is_compiled_again(compiled, file):
    assert [answer(file), answer(file, b"answer = 43"), answer(file, b"answer = 43")] == [42, 43, 43]
    assert len(compiled) == 2


def test_the_file_stays_where_nothing_is_compiled(compiled, file):
    answer(file)
    with cache_compiled("theirs/", file):
        pass
    assert answer(file) == 42
    assert len(compiled) == 1


def test_other_sources_are_not_kept(compiled, file):
    assert answer(file, name="ours/answer.py") == 42
    assert not file.exists()


def test_a_damaged_file_is_made_again(compiled, file):
    answer(file)
    file.write_bytes(file.read_bytes()[:-5])
    assert [answer(file), answer(file)] == [42, 42]
    assert len(compiled) == 2


@pytest.mark.skipif(os.name != "posix", reason="other systems have no pipes in folders")
def test_a_pipe_in_the_place_of_the_file_is_not_read(compiled, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(file)
    assert answer(file) == 42
    assert not file.is_file()


def test_without_a_place_for_the_file_all_is_compiled(compiled, tmp_path):
    (tmp_path / "no_folder").write_text("")
    place = tmp_path / "no_folder" / "sources.bin"
    assert [answer(place), answer(place)] == [42, 42]
    assert len(compiled) == 2


def test_nothing_is_written_where_python_writes_no_bytecode(compiled, file, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert answer(file) == 42
    assert not file.exists()


def test_compile_is_pythons_own_afterwards(file):
    before = builtins.compile
    with pytest.raises(SyntaxError):
        answer(file, b"answer =")
    assert builtins.compile is before


def test_the_second_start_compiles_nothing_of_pyside(tmp_path):
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    starts = [
        subprocess.run(
            [sys.executable, "-c", STARTED], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert int(starts[0]) > 0
    assert int(starts[1]) == 0
