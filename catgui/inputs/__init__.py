"""Input of users by drop, paste or dialog: its classification, what it will do, and sources of photos.

Imports: engine.data, engine.data.image_folder, engine.data.sources, engine.errors, engine.images,
engine.saved_model, engine.system, engine.text.
"""
