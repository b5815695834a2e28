"""Parts of the data panel: what the data are, their settings, edits and pictures."""
