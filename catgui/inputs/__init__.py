"""Input of users by drop, paste or dialog: its classification, what it will do, and sources of photos."""
