"""What the window says of the edits of a data set.

Imports: catgui.domain, engine.analysis, engine.data, engine.experiments, engine.text, engine.training.
"""
