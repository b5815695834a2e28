"""The window itself: its title, its geometry, and the settings of its view.

Imports: catgui.domain, catgui.models, catgui.models.documents, catgui.panels, catgui.services, catgui.shell.docking,
engine.text.
"""
