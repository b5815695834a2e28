"""Experiments with many networks: seed studies and cross-validation.

Imports: engine.analysis, engine.data, engine.nn, engine.progress, engine.system, engine.training, engine.typing.
"""
