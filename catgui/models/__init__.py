"""The state of the window; each piece has one owner that says when it changed.

Imports: catgui.domain, catgui.models.tasks, catgui.style, engine.data, engine.data.image_folder, engine.data.sources,
engine.errors, engine.images, engine.nn, engine.progress, engine.training.
"""
