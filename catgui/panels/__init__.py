"""The panels of the window: each shows the models it is given, and no panel knows another."""
