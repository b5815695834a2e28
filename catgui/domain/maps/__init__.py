"""Maps over pictures, as values and in words.

Imports: catgui.domain, engine.nn, engine.text, engine.typing.
"""
