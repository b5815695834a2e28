"""Training by gradient descent: settings, steps, checkpoints, and the run that holds them.

Imports: engine.analysis, engine.data, engine.errors, engine.nn, engine.progress, engine.system, engine.typing,
engine.validation, engine.vision, engine.vision.classification.
"""
