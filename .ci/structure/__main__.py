"""The rules of the architecture, read from the code: `python .ci/structure` prints each place that breaks one."""

import sys

import docstrings
import imports
import places
import texts
from modules import read_modules


def main() -> None:
    """Print the faults that the checks find, with their remedies; the exit status is 1 if there are any."""
    modules = read_modules("engine", "catgui", "datasets")
    found = dict.fromkeys(line for check in (docstrings, imports, places, texts) for line in check.faults(modules))
    sys.exit("\n".join(found) or 0)


if __name__ == "__main__":
    main()
