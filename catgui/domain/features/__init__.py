"""The kinds of features: their texts, and what changes with the kind.

Imports: engine.errors, engine.training, engine.validation.
"""
