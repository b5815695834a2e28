"""The parts of the Between panel."""
