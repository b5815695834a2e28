"""What the help says: glossary, panels, lessons and the maths check, without Qt."""
