"""Basic widgets for all panels: labels, buttons, commands, layouts, dialogs."""
