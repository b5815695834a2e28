"""Files: atomic writes, .npz archives, checks of our own files, and the user's data, state, config and log folders."""
