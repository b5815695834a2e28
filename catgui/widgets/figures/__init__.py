"""Widgets that draw one figure of a network: accuracy, confusion matrix, bars."""
