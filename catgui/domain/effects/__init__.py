"""What training pictures change in answers when they are left out, as values and in words.

Imports: catgui.domain, catgui.domain.edits, catgui.domain.explanation, engine.analysis, engine.data,
engine.experiments, engine.nn, engine.text, engine.training, engine.typing.
"""
