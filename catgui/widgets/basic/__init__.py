"""Basic widgets for all panels: labels, buttons, message bar, dialogs."""
