"""The window itself: its title, its geometry, the settings of its view, and its files."""
