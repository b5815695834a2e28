"""Widgets that draw one figure of a network: accuracy, confusion matrix, bars.

Imports: catgui.style, catgui.widgets.basic, engine.analysis, engine.text.
"""
