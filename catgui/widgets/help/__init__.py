"""The dialogs of the Help menu, and the sheet and the frame of the guided lessons."""
