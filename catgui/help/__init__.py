"""What the help says: glossary, panels, lessons and the maths check, without Qt.

Imports: engine.analysis, engine.experiments, engine.text, engine.training, engine.typing.
"""
