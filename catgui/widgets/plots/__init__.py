"""Plots; the only package that imports pyqtgraph.

Imports: catgui.style, engine.analysis.
"""
