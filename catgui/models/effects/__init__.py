"""The effects of training pictures: what the network answers without them.

Imports: catgui.domain, catgui.domain.effects, catgui.domain.explanation, catgui.models, catgui.models.pictures,
catgui.models.tasks, catgui.models.training, catgui.workers, engine.analysis, engine.data, engine.errors,
engine.experiments, engine.nn, engine.progress, engine.training.
"""
