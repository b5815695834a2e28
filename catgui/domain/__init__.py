"""Values and texts of the window, without widgets: photo entries, run records, sentences.

Imports: catgui.domain.features, catgui.inputs, engine.analysis, engine.data, engine.data.image_folder,
engine.data.sources, engine.errors, engine.images, engine.notebook, engine.saved_model, engine.text, engine.training,
engine.vision.detection.
"""
