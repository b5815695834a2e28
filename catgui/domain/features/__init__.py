"""The kinds of features: their texts, and what changes with the kind."""
