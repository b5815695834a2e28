"""The choice of the features that the first layer takes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QStyle, QStyleOptionComboBox, QWidget

from catgui.domain.features.change import FEATURES_FIELD
from catgui.domain.features.texts import features_texts
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.labels import label
from engine.training.features import FEATURES
from engine.training.options import TITLES


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
        for name in FEATURES:
            self._add(name)
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
        """Show the kind that is in use; filters of an earlier version are offered as long as they are."""
        if self._list.findData(name) < 0:
            self._remove_older()
            self._add(name)
        self._list.setCurrentIndex(self._list.findData(name))
        if name in FEATURES:
            self._remove_older()
        set_tooltip(self._list, features_texts(name).description)

    def _add(self, name: str) -> None:
        texts = features_texts(name)
        self._list.addItem(texts.title, name)
        self._list.setItemData(self._list.count() - 1, escape_tooltip(texts.description), Qt.ItemDataRole.ToolTipRole)

    def _remove_older(self) -> None:
        while self._list.count() > len(FEATURES):
            self._list.removeItem(self._list.count() - 1)

    def _on_activated(self) -> None:
        self.features_chosen.emit(self._list.currentData())


class _ShorteningList(QComboBox):
    """A list that shows a shorter text of the current item where there is little room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """The room for the widest of the shorter texts."""
        hint, texts = super().minimumSizeHint(), [features_texts(self.itemData(at)) for at in range(self.count())]
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
            option.currentText = features_texts(self.currentData()).shorter

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose nothing: a turn of the wheel in passing would train another network."""
        event.ignore()
