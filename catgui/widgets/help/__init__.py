"""The window of Help, and the base of its dialogs."""
