"""The main window: docks, menus, actions, messages, and the crash reporter.

Imports: catgui.documents, catgui.domain, catgui.guidance, catgui.help, catgui.inputs, catgui.models,
catgui.models.documents, catgui.models.edits, catgui.models.effects, catgui.models.network,
catgui.models.photos, catgui.models.runs, catgui.models.tasks, catgui.models.training, catgui.panels,
catgui.services, catgui.shell.docking, catgui.shell.frame, catgui.style, catgui.widgets.basic, engine.analysis,
engine.data.sources, engine.errors, engine.storage, engine.text, engine.version, engine.vision.detection.
"""
