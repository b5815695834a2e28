"""Where the program begins: a terminal command, or the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from catgui.desktop.qt_libraries import why_no_window

_FOR_THE_TERMINAL = ("train", "predict", "data", "-h", "--help", "--version")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the first word names, or show the window; returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in _FOR_THE_TERMINAL:
        # Each way imports its own: a command must run where Qt cannot.
        from engine.cli.main import main as run_command

        return run_command(words)
    if words and words[0] == "install-desktop":
        from catgui.desktop.entry import main as install

        return install(words[1:])
    reason = why_no_window()
    if reason is not None:
        sys.stderr.write(f"catgui: {reason}\n")
        return 1
    return _show_window(words)


def _show_window(words: list[str]) -> int:
    # What is made on the way to the window stays, and looking for garbage in it takes a tenth of that way. The window
    # begins to look once it is seen.
    gc.disable()
    try:
        from catgui.app import run

        return run(words)
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
