"""Files: atomic writes, .npz archives, checks of our own files, those that ship, and the user's folders."""
