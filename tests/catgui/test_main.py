"""The first argument decides: a terminal command runs without Qt, anything else opens the window or says why not."""

import gc
import io
import os
import subprocess
import sys
import types

import pytest

from catgui import __main__ as start
from engine.cli.main import COMMANDS
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
FOR_LATER = (
    "PIL",
    "catgui.help.finding",
    "catgui.shell.program_files",
    "catgui.widgets.basic.text_dialogs",
    "catgui.widgets.figures",
    "concurrent.futures",
    "email",
    "engine.data.image_folder_reader",
    "engine.export.notebook",
    "engine.system.parallel",
    "engine.vision",
    "h5py",
    "hashlib",
    "html.parser",
    "logging.handlers",
    "pillow_heif",
    "psutil",
    "urllib.request",
    "PySide6.QtNetwork",
    "threadpoolctl",
    "catgui.panels.photos_panel",
)


def child(*arguments, **environment):
    """Python with the arguments `arguments`, with these environment variables set or, where None, unset."""
    changed = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=110,
        check=False,
        env={name: value for name, value in changed.items() if value is not None},
    )


NO_DISPLAY = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None}


@pytest.fixture
def opened_windows(monkeypatch):
    """The arguments of each window opened; no window is shown."""
    opened = []
    monkeypatch.setitem(
        sys.modules, "catgui.app", types.SimpleNamespace(run=lambda arguments: opened.append(arguments) or 7)
    )
    monkeypatch.setattr(start, "window_unavailable_reason", lambda: None)
    return opened


@pytest.mark.parametrize("arguments", [[], ["cats.h5"], ["./train"], ["--", "train"]])
def test_without_a_command_the_window_gets_the_arguments(arguments, opened_windows):
    assert start.main(arguments) == 7

    assert opened_windows == [arguments]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs_in_the_terminal(command, opened_windows, capsys):
    with pytest.raises(SystemExit):
        start.main([command, "--help"])

    assert capsys.readouterr().out.startswith(f"usage: catgui {command} ")
    assert opened_windows == []


@pytest.mark.parametrize(
    ("word", "told"),
    [("trian", "did you mean 'catgui train'?"), ("xyz", "--help")],
)
def test_a_mistyped_command_opens_no_window_and_is_reported_with_the_nearest(word, told, opened_windows, capsys):
    assert start.main([word]) == 2

    error = capsys.readouterr().err
    assert error.startswith(f"catgui: there is no command or file '{word}'")
    assert told in error
    assert error.count("\n") == 1
    assert opened_windows == []


def test_an_option_after_two_dashes_is_a_file_and_told_if_there_is_none(opened_windows, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert start.main(["--", "--help"]) == 2
    assert capsys.readouterr().err == "catgui: there is no file '--help'; options stand before '--'\n"
    (tmp_path / "--help").mkdir()
    assert start.main(["--", "--help"]) == 7
    assert opened_windows == [["--", "--help"]]


@pytest.mark.parametrize("can_start", [True, False])
def test_an_import_that_is_interrupted_since_there_is_no_thread_is_reported(can_start, monkeypatch, capsys):
    def interrupt(_arguments):
        raise KeyboardInterrupt

    def fail(_function, _arguments):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(start, "_run", interrupt)
    if can_start:
        with pytest.raises(KeyboardInterrupt):
            start.main([])
        return
    monkeypatch.setattr("_thread.start_new_thread", fail)
    assert start.main([]) == 1
    assert capsys.readouterr().err.startswith("catgui: The system allows Catgui no more threads.")


LIMITED = """
import resource, sys
from catgui.__main__ import main
limit = getattr(resource, sys.argv[1])
resource.setrlimit(limit, (int(sys.argv[2]),) * 2)
sys.exit(main(sys.argv[3:]))
"""
ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have other limits")


@ON_LINUX
@pytest.mark.parametrize("limit", [5, 12])
def test_a_window_for_which_there_are_too_few_files_is_reported(limit):
    done = child("-c", LIMITED, "RLIMIT_NOFILE", str(limit), QT_QPA_PLATFORM="offscreen")

    assert done.returncode == 1
    assert done.stderr.startswith("catgui: The system allows too few open files.")
    assert done.stderr.count("\n") == 1


@ON_LINUX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="the system limits no processes of root")
@pytest.mark.parametrize("arguments", [[], ["data"]])
def test_a_program_that_gets_no_thread_says_so_without_a_traceback(arguments):
    done = child("-c", LIMITED, "RLIMIT_NPROC", "1", *arguments, QT_QPA_PLATFORM="offscreen", OPENBLAS_NUM_THREADS="2")

    assert done.returncode == 1
    assert "catgui: The system allows Catgui no more threads." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("wanted", "encoding"), [(None, "utf-8"), ("cp1252", "cp1252")])
def test_a_pipe_on_windows_gets_utf_8_unless_the_user_wants_another_encoding(wanted, encoding, monkeypatch):
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", errors="backslashreplace", newline="\n")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdout", None)  # as in a program with a window
    monkeypatch.setattr(sys, "stderr", pipe)
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    if wanted is not None:
        monkeypatch.setenv("PYTHONIOENCODING", wanted)

    assert start.main(["été"]) == 2

    pipe.flush()
    assert "'été'".encode(encoding) in pipe.buffer.getvalue()


def test_a_file_named_like_a_mistyped_command_opens_the_window(opened_windows, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trian").mkdir()
    assert start.main(["trian"]) == 7
    assert opened_windows == [["trian"]]


def test_the_reason_why_no_window_opens_is_one_line(opened_windows, monkeypatch, capsys):
    monkeypatch.setattr(start, "window_unavailable_reason", lambda: "There is no display.")

    assert start.main([]) == 1

    assert capsys.readouterr().err == "catgui: There is no display.\n"
    assert opened_windows == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["data", "--data", "no/such/file.h5"],
        *(pytest.param(others, marks=pytest.mark.slow) for others in (["--version"], ["train", "--help"])),
    ],
)
def test_a_command_imports_no_qt(arguments):
    done = child("-c", WITHOUT_QT, *arguments, **NO_DISPLAY)

    assert "Qt was imported" not in done.stderr
    assert done.returncode == (1 if arguments[0] == "data" else 0)


@pytest.mark.slow
def test_slow_modules_are_not_imported_before_the_window():
    # What NumPy and pyqtgraph import depends on their releases.
    done = child(
        "-c",
        "import sys, numpy, pyqtgraph; theirs = set(sys.modules); import catgui.app; "
        f"print([name for name in {FOR_LATER} if name in set(sys.modules) - theirs])",
    )

    assert done.stdout.strip() == "[]"


def test_no_garbage_is_collected_before_the_window_is_shown(monkeypatch):
    monkeypatch.setitem(sys.modules, "catgui.app", types.SimpleNamespace(run=lambda arguments: gc.isenabled()))
    monkeypatch.setattr(start, "window_unavailable_reason", lambda: None)

    assert start.main([]) is False
    assert gc.isenabled()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
@pytest.mark.parametrize("how", [["-m", "catgui"], ["main.py"]])
def test_without_a_display_the_error_is_one_line(how):
    done = child(*how, **NO_DISPLAY)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no display" in done.stderr


def test_with_a_missing_dependency_main_names_the_set_up_command():
    # -S leaves out the site-packages.
    done = child("-S", "main.py", "--version", PYTHONPATH=None)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/catgui" in done.stderr
