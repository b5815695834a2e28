"""Editing the data, and what an edit has changed.

Imports: catgui.domain, catgui.domain.edits, catgui.inputs, catgui.models, catgui.models.tasks, catgui.models.training,
catgui.workers, engine.analysis, engine.data, engine.data.image_folder, engine.errors, engine.experiments, engine.nn,
engine.progress, engine.saved_model, engine.storage, engine.training, engine.typing, engine.validation.
"""
