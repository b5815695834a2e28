"""Tabs that choose one of several things to show, among them the framings of photos."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QWidget

from catgui.style.tooltips import escape_tab_tip, set_tooltip
from catgui.widgets.basic.fitting_tab_bar import FittingTabBar
from engine.images.photo import Framing


class TabSwitch(FittingTabBar):
    """Chooses one of `choices`, each a key with its text and its tooltip; `name` says to screen readers what.

    If `pages` are given, there is one for each.
    """

    def __init__(
        self,
        name: str,
        choices: Mapping[str, tuple[str, str]],
        parent: QWidget | None = None,
        pages: QStackedWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices = list(choices)
        if pages is not None:
            self.currentChanged.connect(pages.setCurrentIndex)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        for tab, (text, tip) in enumerate(choices.values()):
            self.addTab(text)
            self.setTabToolTip(tab, escape_tab_tip(tip))
            # Qt gives screen readers the name of the current tab, not that of the tab bar.
            self.setAccessibleTabName(tab, f"{text}: {name}")

    @property
    def choice(self) -> str:
        """The key of the current tab."""
        return self._choices[self.currentIndex()]

    def choose(self, key: str) -> None:
        """Choose the tab with a key."""
        self.setCurrentIndex(self._choices.index(key))


class PartSwitch(TabSwitch):
    """Chooses a part of the data, at first the test part: the key is "test" or "train"."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, {"test": ("Test", ""), "train": ("Training", "")}, parent)
        # Texts beside it make way; it would get arrows.
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)


class FramingSwitch(QWidget):
    """A button per framing; `texts` has the name and the tooltip of each.

    Signals: `chosen(object)`, the Framing that the user chose.
    """

    chosen = Signal(object)

    def __init__(self, texts: Mapping[Framing, tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What the network is shown")
        self._group = QButtonGroup(self)
        self._buttons: dict[Framing, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for framing, (text, tip) in texts.items():
            button = QPushButton(text)
            button.setObjectName(f"framing_{framing.value}_button")
            button.setProperty("role", "compact")
            button.setCheckable(True)
            button.setAutoExclusive(True)  # which has screen readers say that it is one of several
            set_tooltip(button, tip)
            button.setAutoDefault(False)
            self._group.addButton(button)
            self._buttons[framing] = button
            layout.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)

    def show_framing(self, framing: Framing | None) -> None:
        """Show the current framing; None if the photos have different ones."""
        self._group.setExclusive(False)
        for of, button in self._buttons.items():
            button.setChecked(of is framing)
        self._group.setExclusive(True)

    def _on_clicked(self) -> None:
        self.chosen.emit(next(framing for framing, button in self._buttons.items() if button.isChecked()))
