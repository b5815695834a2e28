"""The training session: settings, thread, costs, and time travel.

Imports: catgui.domain, catgui.models.tasks, catgui.workers, engine.analysis, engine.data, engine.errors,
engine.progress, engine.saved_model, engine.system, engine.training.
"""
