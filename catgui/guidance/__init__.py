"""The Help menu: dialogs, guided lessons, and glossary texts in tooltips.

Imports: catgui.domain, catgui.domain.features, catgui.help, catgui.models, catgui.models.photos,
catgui.models.pictures, catgui.models.tasks, catgui.models.training, catgui.services, catgui.style,
catgui.widgets.basic, catgui.widgets.help, catgui.widgets.pictures, engine.analysis, engine.data, engine.data.sources,
engine.errors, engine.experiments, engine.progress, engine.storage, engine.system, engine.text, engine.training,
engine.typing, engine.validation.
"""
