"""Opening, saving and exporting: dialogs, prompts, and the tasks behind them.

Imports: catgui.domain, catgui.domain.edits, catgui.inputs, catgui.models, catgui.models.documents,
catgui.models.edits, catgui.models.photos, catgui.models.runs, catgui.models.tasks, catgui.models.training,
catgui.services, catgui.style, catgui.widgets.basic, catgui.widgets.data, catgui.widgets.data.drops, catgui.workers,
engine.data, engine.data.hdf5, engine.data.sources, engine.errors, engine.export, engine.images, engine.progress,
engine.saved_model, engine.storage, engine.system, engine.text, engine.training.
"""
