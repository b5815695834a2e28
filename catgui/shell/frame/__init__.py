"""The window itself: its title, its geometry, and the settings of its view.

Imports: catgui.domain, catgui.domain.edits, catgui.models, catgui.models.documents, catgui.models.edits,
catgui.panels, catgui.services, catgui.shell.docking, catgui.widgets.data, engine.text.
"""
