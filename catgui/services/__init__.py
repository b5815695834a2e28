"""What the whole program shares: settings, log, storage checks.

Imports: catgui.models.documents, catgui.models.runs, engine.data.image_folder, engine.errors, engine.storage,
engine.text, engine.version.
"""
