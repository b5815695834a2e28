"""What the help says: glossary, panels and lessons, as data without Qt.

Imports: nothing of ours.
"""
