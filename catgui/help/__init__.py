"""What the help says: glossary, panels and lessons, without Qt."""
