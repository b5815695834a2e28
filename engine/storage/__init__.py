"""Writing files: atomic writes, .npz archives, and the user's data, state, config and log folders.

Imports: engine.errors, engine.progress, engine.version.
"""
