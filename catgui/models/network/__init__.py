"""Analysis of the network shown: explanations of predictions, maps of pictures, units and filters."""
