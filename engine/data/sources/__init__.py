"""Data sources: built in, the course photos, an HDF5 pair, a folder of pictures.

Imports: engine.data, engine.data.hdf5, engine.data.image_folder, engine.errors, engine.net, engine.progress,
engine.resources, engine.storage, engine.system, engine.text.
"""
