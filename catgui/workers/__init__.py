"""Long work in threads; each worker emits signals and knows no model.

Imports: catgui.domain, catgui.domain.edits, catgui.inputs, engine.data, engine.data.image_folder, engine.errors,
engine.images, engine.progress, engine.system, engine.training, engine.vision, engine.vision.detection.
"""
