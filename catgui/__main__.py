"""Where the program begins: a terminal command, or the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from catgui.desktop.qt_libraries import window_unavailable_reason

_CLI_COMMANDS = ("train", "predict", "data", "-h", "--help", "--version")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the first word names, or show the window; returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in _CLI_COMMANDS:
        # Each way imports its own: a command must run where Qt cannot.
        from engine.cli.main import main as run_command

        return run_command(arguments)
    if arguments and arguments[0] == "install-desktop":
        from catgui.desktop.entry import main as install

        return install(arguments[1:])
    reason = window_unavailable_reason()
    if reason is not None:
        sys.stderr.write(f"catgui: {reason}\n")
        return 1
    return _show_window(arguments)


def _show_window(arguments: list[str]) -> int:
    # What is made on the way to the window stays, and looking for garbage in it takes a tenth of that way. The window
    # begins to look once it is seen.
    gc.disable()
    try:
        from catgui.app import run

        return run(arguments)
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
