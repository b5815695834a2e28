"""Services of the whole program: settings, log, storage check, garbage collection.

Imports: catgui.models.documents, catgui.models.edits, catgui.models.runs, engine.data.image_folder, engine.errors,
engine.storage, engine.text, engine.version.
"""
