"""An attacker of what the program keeps: it drives the real program in a child process, and damages its profile.

`driver` is the program that commands drive, `program` the handle of one such process, `damage` what becomes of its
files, `expected` what must be back or be told, `attack` the steps of a sequence, `scenarios` has some, and
`random_steps` draws others.
"""
