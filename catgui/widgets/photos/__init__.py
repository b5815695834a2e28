"""Widgets for the user's photos: drop area, cards, toolbar."""
