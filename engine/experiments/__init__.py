"""Experiments with many networks (seed studies, cross-validation), and the engine's arithmetic beside the notebook's.

Imports: engine.analysis, engine.data, engine.errors, engine.nn, engine.progress, engine.system, engine.training,
engine.typing.
"""
