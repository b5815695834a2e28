"""The runs of this and earlier sessions.

Imports: catgui.domain, catgui.models.training, catgui.style, engine.analysis, engine.errors, engine.storage,
engine.training.
"""
