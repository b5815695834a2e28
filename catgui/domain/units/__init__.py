"""The units of a layer as they are shown, and the sentences about them.

Imports: engine.analysis, engine.data, engine.typing.
"""
