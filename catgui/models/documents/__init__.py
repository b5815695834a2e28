"""The network as a document: saved, unsaved, recovered after a crash.

Imports: catgui.inputs, catgui.models.tasks, catgui.models.training, engine.data, engine.errors, engine.progress,
engine.saved_model, engine.storage, engine.text, engine.training, engine.typing, engine.version.
"""
