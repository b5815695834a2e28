"""Values and texts of the window that know no Qt widgets: photo entries, run records, sentences.

Imports: catgui.inputs, engine.analysis, engine.data, engine.data.sources, engine.images, engine.text,
engine.training.
"""
