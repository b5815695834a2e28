"""The window: models own the state, workers do the long work, panels and widgets show it."""
