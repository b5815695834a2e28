"""What the program remembers between sessions."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

ORGANISATION = "Catgui"
APPLICATION = "Catgui"
_MOST_RECENT = 8


class Settings:
    """Typed access to a QSettings that is passed in; its keys are known here only."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store if store is not None else QSettings(ORGANISATION, APPLICATION)

    @property
    def geometry(self) -> QByteArray | None:
        """The window's place and size, as QWidget.saveGeometry gives it."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)

    @property
    def layout(self) -> QByteArray | None:
        """The places of the docks, as QMainWindow.saveState gives them."""
        return self._bytes("window/layout")

    @layout.setter
    def layout(self, value: QByteArray) -> None:
        self._store.setValue("window/layout", value)

    @property
    def theme(self) -> str:
        """The name of the theme: "system", "light" or "dark"."""
        return str(self._store.value("theme", "system"))

    @theme.setter
    def theme(self, value: str) -> None:
        self._store.setValue("theme", value)

    @property
    def speed(self) -> int:
        """The position of the speed slider, or -1 for the fastest."""
        return self._whole("training/speed", -1)

    @speed.setter
    def speed(self, value: int) -> None:
        self._store.setValue("training/speed", value)

    @property
    def log_scale(self) -> bool:
        """Whether the costs are drawn on a logarithmic axis."""
        return bool(self._whole("plot/log_scale", 0))

    @log_scale.setter
    def log_scale(self, value: bool) -> None:
        self._store.setValue("plot/log_scale", int(value))

    @property
    def folder(self) -> str:
        """The folder that was last opened from or saved to."""
        return str(self._store.value("files/folder", ""))

    @folder.setter
    def folder(self, value: str) -> None:
        self._store.setValue("files/folder", value)

    @property
    def recent(self) -> list[list[str]]:
        """The data sets that were opened last, the newest first, each as the paths of its files."""
        stored = self._store.value("files/recent", [])
        lines = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return [str(line).split("\n") for line in lines]

    def remember(self, paths: list[str]) -> None:
        """Put a data set at the head of the recent ones."""
        others = [known for known in self.recent if known != paths]
        self._store.setValue("files/recent", ["\n".join(known) for known in [paths, *others][:_MOST_RECENT]])

    def clear(self) -> None:
        """Forget everything."""
        self._store.clear()

    def sync(self) -> None:
        """Write what has changed to the disk."""
        self._store.sync()

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else None

    def _whole(self, key: str, default: int) -> int:
        try:
            return int(str(self._store.value(key, default)))
        except ValueError:
            return default
