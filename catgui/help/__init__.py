"""Help: its pages, of the lessons, the panels and the glossary; the window that shows them, and Find.

All texts are data; the window and Find follow. Keys are those of the actions and commands; `keys` of a `PanelHelp` has
the others. Texts name a panel by its object name in braces. An action that can be disabled says why by `obstacle` in
`ACTIONS`.
"""
