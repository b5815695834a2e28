"""The history of runs, of this session and earlier ones.

Imports: catgui.domain, catgui.domain.edits, catgui.models, catgui.models.edits, catgui.models.tasks,
catgui.models.training, catgui.style, catgui.workers, engine.analysis, engine.data, engine.errors, engine.progress,
engine.saved_model, engine.storage, engine.text, engine.training, engine.validation.
"""
