"""Services of the whole program: settings, log, its own files, storage check, garbage collection.

Imports: catgui.models.documents, catgui.models.edits, catgui.models.runs, engine.data.image_folder, engine.errors,
engine.saved_model, engine.storage, engine.text, engine.version.
"""
