"""What can be asked of the current network: explanations and weights.

Imports: catgui.domain, catgui.models, catgui.models.tasks, catgui.models.training, engine.analysis, engine.data,
engine.errors, engine.nn, engine.progress, engine.training.
"""
