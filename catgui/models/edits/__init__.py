"""Editing the data, and what an edit has changed.

Imports: catgui.domain, catgui.domain.edits, catgui.models, catgui.models.tasks, catgui.models.training,
engine.analysis, engine.data, engine.errors, engine.experiments, engine.nn, engine.progress, engine.saved_model,
engine.storage, engine.training.
"""
