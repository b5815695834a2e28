"""What the window says of the edits of a data set."""
