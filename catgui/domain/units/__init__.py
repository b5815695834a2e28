"""The units of a layer as they are shown, and the sentences about them."""
