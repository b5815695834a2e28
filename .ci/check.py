"""What needs no test: `python .ci/check.py [NAME ...]`, all of it without a name; `COMMANDS` has the names.

The types are checked for this system, and as Windows and macOS have them: each has a cache of its own, or each run
would begin anew. This is the only place that has these commands: `.ci/run` and the hooks in `.pre-commit-config.yaml`
call it. The tools are those of the Python that runs it (extra `dev`). The exit status is 1 if any of them fails.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "types-win32": ["-m", "mypy", "--platform", "win32", "--cache-dir", ".mypy_cache/win32"],
    "types-darwin": ["-m", "mypy", "--platform", "darwin", "--cache-dir", ".mypy_cache/darwin"],
    "structure": [".ci/structure"],
}


def main(names: list[str]) -> int:
    """Run the checks named, or all of them."""
    unknown = set(names) - set(COMMANDS)
    if unknown:
        sys.exit(f"There is no check {', '.join(sorted(unknown))}; there are {', '.join(COMMANDS)}.")
    failed = [name for name in names or COMMANDS if subprocess.call([sys.executable, *COMMANDS[name]], cwd=ROOT)]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
