"""A random user of the real window: a Hypothesis state machine whose rules are what a user does.

`machine` has the rules, `invariants` what must hold after each of them, `user` the mouse, the keyboard and the file
dialogs, `files` what can be opened, and `problems` what must not be reported or left behind.
"""
