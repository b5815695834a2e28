"""Maps over pictures, as values and in words.

Imports: catgui.domain.explanation, engine.nn, engine.text, engine.typing.
"""
