"""What users hand in, by drop, paste or dialog, and what kind of thing it is.

Imports: engine.data, engine.data.image_folder, engine.errors, engine.images, engine.saved_model, engine.text.
"""
