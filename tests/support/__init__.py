"""Helpers that several tests share: sample data, an HTTP server, the notebook's arithmetic as the oracle."""
