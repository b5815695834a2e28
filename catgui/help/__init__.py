"""What the help says: glossary, panels and lessons, without Qt.

All texts are data; Help and search follow. Keys are those of the actions and commands; `keys` of a `PanelHelp` has the
others. Texts name a panel by its object name in braces. Other words for a thing are `aliases` of its term where they
stand on the screen, else `synonyms`. An action that can be disabled says why by `obstacle` in `ACTIONS`. A new term in
a label needs an entry in `GLOSSARY`.
"""
