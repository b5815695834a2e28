"""Widgets that know no model of ours: they are told what to show, and say what was done to them."""
