"""The training session: settings, thread, costs, playback, and reliability trials.

Imports: catgui.domain, catgui.domain.features, catgui.models, catgui.models.tasks, catgui.workers, engine.analysis,
engine.data, engine.errors, engine.experiments, engine.nn, engine.progress, engine.saved_model, engine.training.
"""
