"""A dock with a title bar of its own, which looks like a window while it floats."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMenu, QToolButton, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.following_panel import FollowingPanel

_FRAME, _SPACING = 2, 4
# A dock that floats first lies this far from its place, so that it is seen to have left it.
_SHIFT = QPoint(40, -56)


class Dock(QDockWidget):
    """A dock with a menu that explains it, fills the window with it, floats it, and closes it.

    `margin` is the space at the left of the title, as at the left of the panel. The title bar is made with the panel:
    most docks are empty until the window is shown, and hidden until they are opened.

    Signals: `fill_requested()`, from the menu or by a double click on the title; `help_requested()`, from the menu;
    `closed()`, by the user.

    Attributes: `panel_name`, the object name of its panel; `menu`, filled as it opens.
    """

    fill_requested = Signal()
    help_requested = Signal()
    closed = Signal()

    def __init__(self, title: str, panel_name: str, margin: int) -> None:
        super().__init__(title)
        self.setObjectName(f"{panel_name}_dock")
        self.panel_name = panel_name
        self._margin = margin
        self._floated_at: QRect | None = None
        self._bar: _TitleBar | None = None
        self._fills_window = self._is_tabbed = False
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.visibilityChanged.connect(self._tell_panel)
        self.topLevelChanged.connect(self._tell_panel)

    def set_panel(self, panel: QWidget) -> None:
        """Put `panel` into the dock, which has none yet."""
        panel.setAccessibleName(self.windowTitle())  # it has the focus after a click on its tab
        self._bar = bar = _TitleBar(self.windowTitle(), self._margin, self.menu, self)
        bar.set_reduced(self._is_tabbed)
        bar.double_clicked.connect(self.fill_requested)
        self.setTitleBarWidget(bar)
        if isinstance(panel, FollowingPanel):
            # Qt moves docks behind the tab of another one out of the window, where they are visible.
            panel.set_behind(self.geometry().right() < 0 or self.geometry().bottom() < 0)
        self.setWidget(panel)

    def _tell_panel(self, is_in_front: bool) -> None:
        panel = self.widget()
        if isinstance(panel, FollowingPanel):
            panel.set_behind(not (is_in_front or self.isFloating()))

    def show_tabbed(self, tabbed: bool) -> None:
        """Leave the title and the menu to the tabs that the dock is among, or show them again."""
        self._is_tabbed = tabbed
        if self._bar is not None:
            self._bar.set_reduced(tabbed)

    def show_filling(self, filling: bool) -> None:
        """Show that the dock fills the window, or no longer does."""
        self._fills_window = filling
        if self._bar is not None:
            self._bar.show_filling(filling)

    def _fill_menu(self) -> None:
        """Make the entries of the menu, which say what they would do now."""
        self.menu.clear()
        entries: tuple[tuple[str, Callable[[], object]], ...] = (
            ("&Help on this panel", self.help_requested.emit),
            ("&Show the other panels" if self._fills_window else "&Fill the window", self.fill_requested.emit),
            ("&Put back into the window" if self.isFloating() else "F&loat", self.float_or_dock),
            ("&Close", self.close),
        )
        for text, perform in entries:
            self.menu.addAction(text).triggered.connect(lambda _checked=False, perform=perform: perform())

    def take_focus(self) -> None:
        """Give the focus to the first control of the panel that Tab would lead to, or to the panel if it has none."""
        for control in self.findChildren(QWidget):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isEnabled() and control.isVisible():
                control.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if self.widget() is not None:
            self.widget().setFocus(Qt.FocusReason.OtherFocusReason)

    def float_or_dock(self) -> None:
        """Float the dock, where it floated before or beside its place, or put it back there."""
        if self.isFloating():
            self._floated_at = self.geometry()
            self.setFloating(False)
            self.raise_()  # in front of its tabs, as it was
            return
        place = self._floated_at or self._beside_place()
        self.setFloating(True)
        self.setGeometry(self._on_screen(place))

    def _beside_place(self) -> QRect:
        """A place for the dock when it floats first, with room for its panel."""
        panel = self.widget()
        size = self.size() if panel is None else self.size().expandedTo(panel.sizeHint())
        return QRect(self.mapToGlobal(_SHIFT), size)

    def _on_screen(self, place: QRect) -> QRect:
        """`place`, shrunk and moved into the screen that it is on, or into that of the window."""
        screen = QGuiApplication.screenAt(place.center()) or self.screen()
        free = screen.availableGeometry()
        size = place.size().boundedTo(free.size()).expandedTo(self.minimumSizeHint())
        x = max(free.left(), min(place.left(), free.right() + 1 - size.width()))
        y = max(free.top(), min(place.top(), free.bottom() + 1 - size.height()))
        return QRect(QPoint(x, y), size)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the dock leaves its room to the others."""
        super().closeEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame of a floating dock, which has none of the system."""
        super().paintEvent(event)
        if self.isFloating() and self._bar is not None:
            colors = color_scheme_of(self.palette())
            with QPainter(self) as painter:
                painter.fillRect(self._bar.geometry(), QColor(colors.line))
                painter.setPen(QPen(QColor(colors.edge), 2 * _FRAME))
                painter.drawRect(self.rect())


class DockMenuButton(IconToolButton):
    """The button of the menu of a dock. It takes no focus: the View menu and the keys do the same."""

    def __init__(self, title: str, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__("more", "", parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_tooltip(self, "Help, fill the window, float, close")
        self.show_menu(title, menu)

    def show_menu(self, title: str, menu: QMenu) -> None:
        """Open `menu`, of the dock `title`."""
        self.setAccessibleName(f"Menu of {title}")
        self.setMenu(menu)


class _TitleBar(QWidget):
    """The title of a dock, and the button of its menu.

    Presses are left to the dock, which is dragged by them.
    """

    double_clicked = Signal()

    def __init__(self, title: str, margin: int, menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self._hint = ElidedLabel(role="muted")
        self._is_reduced = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(margin, 2, 8, 2)
        layout.setSpacing(_SPACING)
        layout.addWidget(ElidedLabel(title, role="heading"))
        layout.addWidget(self._hint, stretch=1)
        layout.addWidget(DockMenuButton(title, menu))

    def set_reduced(self, reduced: bool) -> None:
        """Take no room, or again that of a line of text."""
        self._is_reduced = reduced
        self.setVisible(not reduced)

    def sizeHint(self) -> QSize:
        """The room that the layout of the dock gives it, even while it is hidden."""
        return QSize(0, 0) if self._is_reduced else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The least room."""
        return QSize(0, 0) if self._is_reduced else super().minimumSizeHint()

    def show_filling(self, filling: bool) -> None:
        """Say how to leave the window that the panel fills."""
        self._hint.show_text("Esc shows the other panels" if filling else "")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fill the window, instead of floating."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()
