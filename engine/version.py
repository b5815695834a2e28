"""Which Catgui this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The version that is installed; a checkout that was never installed has none."""
    try:
        return version("catgui")
    except PackageNotFoundError:
        return "not installed"
