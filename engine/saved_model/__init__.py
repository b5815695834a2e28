"""Trained networks as files, with nothing executable inside, and the recipes that repeat their runs.

Imports: engine.analysis, engine.data, engine.data.image_folder, engine.errors, engine.images, engine.nn,
engine.progress, engine.storage, engine.system, engine.text, engine.training, engine.typing, engine.validation,
engine.version.
"""
