"""Desktop integration: the menu entry, a check of the libraries that Qt needs, and the import of PySide6."""
