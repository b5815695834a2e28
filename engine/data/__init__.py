"""Data sets in memory: pictures, labels, splits, folds and duplicates.

Imports: engine.errors, engine.text, engine.typing.
"""
