"""What the help says: glossary, panels and lessons, without Qt.

All texts are data; Help and search follow. Keys are those of the actions and commands; `keys` of a `PanelHelp` has the
others. Texts name a panel by its object name in braces. An action that can be disabled says why by `obstacle` in
`ACTIONS`.
"""
