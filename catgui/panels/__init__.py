"""The panels, and the parts of each: they show models, and turn gestures into calls on them."""
