"""Qt list models of pictures: data set, predictions, doubtful labels, units."""
