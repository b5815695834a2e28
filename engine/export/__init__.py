"""Export of a run: HTML report, Python script, Jupyter notebook.

Imports: engine.analysis, engine.data, engine.errors, engine.nn, engine.notebook, engine.progress, engine.storage,
engine.text, engine.training, engine.typing, engine.vision, engine.vision.classification.
"""
