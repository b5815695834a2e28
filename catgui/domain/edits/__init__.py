"""What the window says of the edits of a data set.

Imports: catgui.domain, engine.data, engine.text.
"""
