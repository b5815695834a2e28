"""The window itself: its title, its geometry, the settings of its view, and its files.

Imports: catgui.documents, catgui.domain, catgui.domain.edits, catgui.models, catgui.models.documents,
catgui.models.edits, catgui.models.photos, catgui.models.runs, catgui.models.training, catgui.panels, catgui.services,
catgui.shell.docking, catgui.style, catgui.widgets.data, engine.text.
"""
