"""Trained networks as files, with nothing executable inside.

Imports: engine.data, engine.errors, engine.nn, engine.progress, engine.storage, engine.system, engine.training,
engine.typing.
"""
