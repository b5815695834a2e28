"""Data sets in memory: pictures, labels, splits, folds and duplicates.

Imports: engine.data.hdf5, engine.data.image_folder, engine.errors, engine.net, engine.progress, engine.resources,
engine.storage, engine.system, engine.text, engine.typing.
"""
