"""Maps over pictures, as values and in words.

Imports: catgui.domain, engine.text, engine.typing.
"""
