"""The choice of the features that the first layer takes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QStyle, QStyleOptionComboBox, QWidget

from catgui.domain.features.change import FEATURES_FIELD
from catgui.domain.features.texts import FEATURES_TEXTS
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.labels import label
from engine.training.config import TITLES
from engine.training.features import FEATURES


class FeaturesChoice(QWidget):
    """A captioned list of the kinds of features, each with a sentence as its tool tip.

    Signals: `features_chosen(str)`, the user has chosen a kind.
    """

    features_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = _ShorteningList()
        self._list.setObjectName("features_field")
        self._list.setAccessibleName(TITLES[FEATURES_FIELD])
        for at, name in enumerate(FEATURES):
            self._list.addItem(FEATURES_TEXTS[name].title, name)
            tip = FEATURES_TEXTS[name].description
            self._list.setItemData(at, escape_tooltip(tip), Qt.ItemDataRole.ToolTipRole)
        caption = label(TITLES[FEATURES_FIELD], role="muted")
        caption.setBuddy(self._list)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(caption)
        layout.addWidget(self._list, stretch=1)
        self.setFocusProxy(self._list)
        self._list.activated.connect(self._on_activated)

    @property
    def current(self) -> str:
        """The kind that is shown."""
        return str(self._list.currentData())

    def show_features(self, name: str) -> None:
        """Show the kind that is in use."""
        self._list.setCurrentIndex(self._list.findData(name))
        set_tooltip(self._list, FEATURES_TEXTS[name].description)

    def _on_activated(self) -> None:
        self.features_chosen.emit(self._list.currentData())


class _ShorteningList(QComboBox):
    """A list that shows a shorter text of the current item where there is little room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """The room for the widest of the shorter texts."""
        hint, texts = super().minimumSizeHint(), FEATURES_TEXTS.values()
        widest, shortest = (
            max(map(self.fontMetrics().horizontalAdvance, some))
            for some in ([text.title for text in texts], [text.shorter for text in texts])
        )
        return QSize(hint.width() - widest + shortest, hint.height())

    def showPopup(self) -> None:
        """Open the list as wide as its texts."""
        self.view().setMinimumWidth(self.sizeHint().width())
        super().showPopup()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Put the shorter text where the longer one does not fit."""
        super().initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        if self.fontMetrics().horizontalAdvance(option.currentText) > field.width():
            option.currentText = FEATURES_TEXTS[self.currentData()].shorter

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose nothing: a turn of the wheel in passing would train another network."""
        event.ignore()
