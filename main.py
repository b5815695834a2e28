"""Run Catgui from its folder: `python main.py`, with the arguments of `catgui`."""

from __future__ import annotations

import sys

from catgui.__main__ import main

_SET_UP = "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/catgui"

if __name__ == "__main__":
    try:
        sys.exit(main())
    except ModuleNotFoundError as error:
        sys.exit(f"catgui: the Python package '{error.name}' is missing here. Set Catgui up with: {_SET_UP}")
