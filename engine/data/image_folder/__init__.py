"""Data sets from a folder with one subfolder of pictures for each class.

Imports: engine.data, engine.errors, engine.images, engine.progress, engine.system, engine.text, engine.typing,
engine.validation.
"""
