"""Data sets in the course's HDF5 schema: found, checked, read and written.

Imports: engine.data, engine.errors, engine.progress, engine.storage, engine.system, engine.text,
engine.typing.
"""
