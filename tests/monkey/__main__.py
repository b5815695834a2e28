"""A monkey at the window: `python -m tests.monkey --seed S --actions N [--runs K]` from the checkout.

It does N random things to the real window and checks after each of them that everything still holds; then with the
seed after it, K times in all. What each action draws follows from the seed and its number. Exit status 1 and the last
actions where something does not hold; a window that hangs ends it with the tracebacks of all threads.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.monkey.run import MonkeyError, run

# An action takes a few milliseconds; the longest ones wait for half a second.
_LONGEST = 60


def main(words: list[str]) -> int:
    """Run the seeds that the command line asks for."""
    asked = _parser().parse_args(words)
    _application = QApplication([])
    for seed in range(asked.seed, asked.seed + asked.runs):
        start = time.perf_counter()
        try:
            run(seed, asked.actions, heed=_say_and_watch if asked.aloud else _watch)
        except MonkeyError as error:
            print(error, flush=True)
            return 1
        finally:
            faulthandler.cancel_dump_traceback_later()
        print(f"seed {seed}: {asked.actions} actions in {time.perf_counter() - start:.0f} s, all held", flush=True)
    return 0


def _watch(_action: str) -> None:
    faulthandler.dump_traceback_later(_LONGEST, exit=True)


def _say_and_watch(action: str) -> None:
    print(action, flush=True)
    _watch(action)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the first run (default: 1)")
    parser.add_argument("--actions", type=int, default=2000, help="in each run (default: 2000)")
    parser.add_argument("--runs", type=int, default=1, help="with one seed after the other (default: 1)")
    parser.add_argument("--aloud", action="store_true", help="name each action before it is done")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
