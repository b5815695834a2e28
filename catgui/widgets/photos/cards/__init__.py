"""The cards of the user's photos."""
