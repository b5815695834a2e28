"""The tests of Catgui; they mirror the tree. Shared helpers live in `tests.support`."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
