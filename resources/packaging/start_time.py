"""How long the bundle takes to its painted window, against this environment: `start_time.py BUNDLE/catgui`.

Both are started in turn, with their files in the cache of the disk, and compared by their medians. The exit status is 1
if the bundle takes more than 1.2 times as long.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROUNDS = 9
MOST = 1.2
PAINTED = "works: window"


def seconds_to_window(command: list[str]) -> float:
    """Seconds from the start of a self-check until it has painted the window."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, "--self-check"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        painted = any(line.strip() == PAINTED for line in process.stdout)
        seconds = time.perf_counter() - began
        process.kill()
    if not painted:
        sys.exit(f"{' '.join(command)} did not paint its window.")
    return seconds


def main() -> int:
    """Measure both and print medians and ratio; the exit status."""
    commands = {"environment": [sys.executable, "-m", "catgui"], "bundle": [str(Path(sys.argv[1]).resolve())]}
    found: dict[str, list[float]] = {what: [] for what in commands}
    for round_ in range(ROUNDS + 1):
        for what, command in commands.items():
            seconds = seconds_to_window(command)
            if round_ > 0:  # the first fills the cache
                found[what].append(seconds)
    ratio = median(found["bundle"]) / median(found["environment"])
    for what, seconds in found.items():
        sys.stdout.write(f"{what}: {median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})\n")
    sys.stdout.write(f"ratio: {ratio:.2f} (at most {MOST})\n")
    return int(ratio > MOST)


if __name__ == "__main__":
    sys.exit(main())
