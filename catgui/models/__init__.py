"""QObjects that own the state of the window and say when it has changed; no widgets."""
