"""Long work in threads; each worker emits signals and knows no model.

Imports: catgui.domain, catgui.inputs, catgui.style, engine.errors, engine.images, engine.net, engine.progress,
engine.system, engine.text, engine.training.
"""
