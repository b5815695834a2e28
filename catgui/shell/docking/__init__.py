"""The docks: their places and sizes, layouts with a name, a panel that fills the window, and floating panels."""
