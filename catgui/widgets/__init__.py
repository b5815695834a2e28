"""Widgets: each is given what to show and emits signals for what the user did."""
