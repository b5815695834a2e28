"""Downloads over HTTP: cancellable, checked, and without passwords.

Imports: engine.errors, engine.storage, engine.system, engine.text.
"""
