"""Long work in threads; each worker emits signals and knows no model.

Imports: catgui.domain, catgui.inputs, engine.errors, engine.images, engine.progress, engine.system,
engine.training, engine.vision, engine.vision.detection.
"""
