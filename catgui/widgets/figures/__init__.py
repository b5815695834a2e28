"""Widgets that draw one figure of a network: accuracy, confusion matrix, bars.

Imports: catgui.domain, catgui.style, catgui.widgets.basic, catgui.widgets.forms, engine.analysis, engine.text.
"""
