"""Files of ours on disk: atomic writes, .npz archives, and the folders each system gives its users.

Imports: engine.errors, engine.progress.
"""
