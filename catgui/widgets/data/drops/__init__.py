"""What a drop on the window will do, shown while something is dragged."""
