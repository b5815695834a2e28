"""Catgui on its system: the menu entry, the log, the bundle, and a check of the libraries that Qt needs."""
