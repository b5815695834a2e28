"""The help of one panel: what it shows, how to read it, what to try."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from catgui.help.glossary import terms_in
from catgui.help.panels import PanelHelp
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.help.help_dialog import HelpDialog


class PanelHelpDialog(HelpDialog):
    """Explains the panel given to `show_panel`.

    Signals: `term_requested(str)`, a term of the glossary; `lesson_requested(str)`, the id of a lesson.
    """

    term_requested = Signal(str)
    lesson_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel_help_dialog", "What is this panel?", parent)
        self._lesson = ""
        self._title = label(role="title")
        self._title.setObjectName("panel_help_title")
        self._sections: dict[str, QLabel] = {}
        column = QWidget()
        column_layout = QVBoxLayout(column)
        column_layout.setContentsMargins(0, 0, 8, 0)
        column_layout.setSpacing(4)
        self._control_heading = self._add_section(column_layout, "control", "The control with the focus")
        for name, heading in (("shows", "What it shows"), ("reading", "How to read it"), ("ideas", "What to try")):
            self._add_section(column_layout, name, heading)
        self._keys_heading = self._add_section(column_layout, "keys", "Keys")
        self._add_section(column_layout, "terms", "Terms")
        self._sections["terms"].setTextFormat(Qt.TextFormat.RichText)
        self._sections["terms"].setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._sections["terms"].linkActivated.connect(self.term_requested)
        column_layout.addStretch()
        content = QVBoxLayout()
        content.setSpacing(8)
        content.addWidget(self._title)
        content.addWidget(VerticalScrollArea(column, "Help of the panel"), stretch=1)
        self._start = self.add_button("&Start a lesson about it")
        self._start.setObjectName("panel_help_lesson_button")
        self._start.clicked.connect(self._on_start)
        self.lay_out(content, 520, 520)

    def _add_section(self, layout: QVBoxLayout, name: str, heading_text: str) -> QLabel:
        heading = label(heading_text, role="heading")
        text = label(wrap=True, selectable=True)
        text.setObjectName(f"panel_help_{name}")
        layout.addWidget(heading)
        layout.addWidget(text)
        layout.addSpacing(8)
        self._sections[name] = text
        return heading

    def show_panel(self, help_: PanelHelp, control: str = "") -> None:
        """Show the help of a panel, after that of the `control` with the focus, if there is any."""
        self._title.setText(help_.title)
        self._lesson = help_.lesson
        self._start.setVisible(bool(help_.lesson))
        self._sections["shows"].setText(help_.shows)
        self._sections["reading"].setText(help_.reading)
        self._sections["ideas"].setText("\n".join(f"•  {idea}" for idea in help_.ideas))
        self._sections["keys"].setText("\n".join(f"{key}:  {what}" for key, what in help_.keys))
        self._sections["control"].setText(control)
        for heading, name in ((self._keys_heading, "keys"), (self._control_heading, "control")):
            for widget in (heading, self._sections[name]):
                widget.setVisible(bool(self._sections[name].text()))
        terms = terms_in(f"{help_.shows} {help_.reading} {' '.join(help_.ideas)}")
        self._sections["terms"].setText(", ".join(f'<a href="{term.name}">{term.name}</a>' for term in terms))

    def _on_start(self) -> None:
        self.close()
        self.lesson_requested.emit(self._lesson)
