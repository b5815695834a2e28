"""A run as a report, a script or a Jupyter notebook.

Imports: engine.analysis, engine.data, engine.nn, engine.progress, engine.storage, engine.text, engine.training,
engine.typing.
"""
