"""The history of runs, of this session and earlier ones.

Imports: catgui.domain, catgui.models.training, catgui.style, engine.analysis, engine.errors, engine.saved_model,
engine.storage, engine.text, engine.training.
"""
