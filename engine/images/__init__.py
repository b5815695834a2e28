"""Photos of any format, decoded to RGB and framed as the network sees them."""
