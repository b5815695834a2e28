"""How the program fits into a desktop: menu entry, and the libraries Qt needs.

Imports: engine.resources, engine.storage.
"""
