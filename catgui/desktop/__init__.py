"""Desktop integration: the menu entry, and a check of the libraries that Qt needs.

Imports: engine.resources, engine.storage.
"""
