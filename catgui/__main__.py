"""The entry point: runs a terminal command, or shows the window."""

from __future__ import annotations

import _thread
import gc
import io
import os
import re
import sys
from collections.abc import Sequence

from catgui.desktop.qt_libraries import window_unavailable_reason
from engine.system.memory import raise_file_limit

_CLI_COMMANDS = ("train", "predict", "page", "data", "study", "check", "-h", "--help", "--version")
_SELF_CHECK = "--self-check"
_NO_THREADS = "The system allows Catgui no more threads. End other programs."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command named by the first argument, or show the window; returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _write_utf8()
    try:
        if getattr(sys, "frozen", False):
            from catgui.desktop.bundle import run_in_bundle

            return run_in_bundle(_run, arguments)
        return _run(arguments)
    except KeyboardInterrupt:  # OpenBLAS, too, interrupts the import of NumPy: where it gets no thread
        if _can_start_thread():
            raise
        sys.stderr.write(f"catgui: {_NO_THREADS}\n")
        return 1


def _can_start_thread() -> bool:
    try:
        _thread.start_new_thread(_thread.get_ident, ())
    except RuntimeError:
        return False
    return True


def _write_utf8() -> None:
    """Make Python write UTF-8 into pipes and files on Windows too.

    By itself it takes one of two code pages there, and the programs that read it often the other one. A terminal gets
    its characters without any encoding.
    """
    if sys.platform == "win32" and "PYTHONIOENCODING" not in os.environ:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper) and not stream.isatty():  # there is none without a terminal
                stream.reconfigure(encoding="utf-8")


def _run(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] in _CLI_COMMANDS:
        # Imported here: a command must run without Qt.
        from engine.cli.main import main as run_command

        return run_command(arguments)
    if error := _unknown_command(arguments):
        sys.stderr.write(f"catgui: {error}\n")
        return 2
    raise_file_limit()
    reason = window_unavailable_reason()
    if reason is not None:
        sys.stderr.write(f"catgui: {reason}\n")
        return 1
    if list(arguments) == [_SELF_CHECK]:
        from catgui.self_check import self_check

        return self_check()
    return _show_window(arguments)


def _unknown_command(arguments: Sequence[str]) -> str:
    """What is wrong with a first argument that looks like a command and is neither that nor a file; else ''."""
    word, after = [*arguments, "", ""][:2]
    if word == "--" and after.startswith("-") and not os.path.lexists(after):
        return f"there is no file '{after}'; options stand before '--'"
    if not re.fullmatch(r"\w[\w-]*", word) or os.path.lexists(word):
        return ""
    from difflib import get_close_matches

    near = get_close_matches(word, _CLI_COMMANDS, n=1)
    hint = f"did you mean 'catgui {near[0]}'?" if near else "'catgui --help' lists the commands"
    return f"there is no command or file '{word}'; {hint}"


def _show_window(arguments: Sequence[str]) -> int:
    # The objects created until the window is shown stay; collecting would take a tenth of that time. The application
    # collects later, in the GUI thread.
    gc.disable()
    try:
        from catgui.app import run

        return run(arguments)
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
