"""Experiments: seed studies, cross-validation, leave-one-out, doubtful labels, the notebook beside the engine.

Imports: engine.analysis, engine.data, engine.errors, engine.nn, engine.progress, engine.system, engine.text,
engine.training, engine.typing, engine.validation.
"""
