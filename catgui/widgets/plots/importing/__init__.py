"""The import of pyqtgraph without what no plot of the window uses, so that the window starts sooner."""
