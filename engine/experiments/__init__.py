"""Experiments with many networks: seed studies, cross-validation, leave-one-out.

Imports: engine.analysis, engine.data, engine.nn, engine.progress, engine.system, engine.training, engine.typing,
engine.validation.
"""
