"""The Help menu: dialogs, guided lessons, and glossary texts in tooltips."""
