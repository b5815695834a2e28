"""Imports of modules without PySide6's hook, which makes the start a fifth slower."""

from __future__ import annotations

import builtins

from catgui.desktop.bytecode_cache import cache_compiled


def remove_import_hook() -> None:
    """Have Python import modules by itself again, once PySide6 is loaded.

    PySide6 replaces `__import__`, for the sake of `from __feature__ import snake_case`, and from then on reads the
    source of each module that is imported, to see whether it names PySide6. The program has no use for that.
    """
    with cache_compiled("shibokensupport/"):  # the folder of the sources in PySide6's libraries
        import PySide6.QtCore  # loads the hook, if nothing has before

    assert PySide6.QtCore.qVersion()
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
