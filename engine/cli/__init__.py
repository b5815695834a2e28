"""The terminal commands: the only part of the engine that prints."""
