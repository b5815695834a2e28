"""Gradient descent: its settings, its steps, and the run that keeps checkpoints of them.

Imports: engine.analysis, engine.data, engine.errors, engine.nn, engine.system, engine.typing, engine.validation.
"""
