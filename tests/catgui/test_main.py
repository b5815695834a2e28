"""A terminal command runs without Qt; anything else opens the window, or says why it cannot."""

import gc
import os
import subprocess
import sys
import types

import pytest

from catgui import __main__ as start
from tests import ROOT

WITHOUT_QT = """
import sys
from catgui.__main__ import main
try:
    status = main(sys.argv[1:])
except SystemExit as leave:
    status = leave.code
sys.exit("Qt was imported" if any(name.startswith("PySide6") for name in sys.modules) else status)
"""
# Slow to import, and not needed before the window is shown.
FOR_LATER = ("PIL", "email", "h5py", "hashlib", "pillow_heif", "pooch", "psutil", "requests", "threadpoolctl", "tqdm")


def child(*words, **environment):
    """Run Python with these arguments, and with variables set or, where None, unset."""
    changed = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        env={name: value for name, value in changed.items() if value is not None},
    )


NO_DISPLAY = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None}


@pytest.fixture
def window(monkeypatch):
    """The arguments that a fake window was opened with."""
    opened = []
    monkeypatch.setitem(sys.modules, "catgui.app", types.SimpleNamespace(run=lambda words: opened.append(words) or 7))
    monkeypatch.setattr(start, "window_unavailable_reason", lambda: None)
    return opened


@pytest.mark.parametrize("words", [[], ["cats.h5"], ["./train"], ["--", "train"]])
def test_without_a_command_the_window_opens_with_the_arguments(words, window):
    assert start.main(words) == 7

    assert window == [words]


def test_the_arguments_default_to_the_command_line(window, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["catgui", "cats.h5"])

    start.main()

    assert window == [["cats.h5"]]


@pytest.mark.parametrize("words", [["train", "--layers"], ["predict"], ["data", "--data"]])
def test_a_command_goes_to_the_terminal(words, window, capsys):
    with pytest.raises(SystemExit):
        start.main(words)

    assert f"usage: catgui {words[0]}" in capsys.readouterr().err
    assert window == []


def test_the_reason_why_no_window_opens_is_one_line(window, monkeypatch, capsys):
    monkeypatch.setattr(start, "window_unavailable_reason", lambda: "There is no display.")

    assert start.main([]) == 1

    assert capsys.readouterr().err == "catgui: There is no display.\n"
    assert window == []


@pytest.mark.parametrize("words", [["--version"], ["train", "--help"], ["data", "--data", "no/such/file.h5"]])
def test_a_command_imports_no_qt(words):
    done = child("-c", WITHOUT_QT, *words, **NO_DISPLAY)

    assert "Qt was imported" not in done.stderr
    assert done.returncode == (1 if words[0] == "data" else 0)


def test_the_window_opens_without_slow_imports():
    # What NumPy and pyqtgraph import depends on their versions.
    done = child(
        "-c",
        "import sys, numpy, pyqtgraph; imported = set(sys.modules); import catgui.app; "
        f"print([name for name in {FOR_LATER} if name in set(sys.modules) - imported])",
    )

    assert done.stdout.strip() == "[]"


def test_garbage_is_not_collected_before_the_window_opens(monkeypatch):
    monkeypatch.setitem(sys.modules, "catgui.app", types.SimpleNamespace(run=lambda words: gc.isenabled()))
    monkeypatch.setattr(start, "window_unavailable_reason", lambda: None)

    assert start.main([]) is False
    assert gc.isenabled()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
@pytest.mark.parametrize("how", [["-m", "catgui"], ["main.py"]])
def test_without_a_display_it_ends_in_one_line(how):
    done = child(*how, **NO_DISPLAY)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no display" in done.stderr


def test_main_names_the_setup_command_if_a_dependency_is_missing():
    # -S leaves out site-packages, as if nothing were installed.
    done = child("-S", "main.py", "--version", PYTHONPATH=None)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/catgui" in done.stderr
