"""The profile: one SQLite file with all that a user made, its dated backups, and the thread that writes it.

One process has a profile open, by `FirstWindow`: a later start hands its files to that window, and ends. Owners put
what has changed, and `ProfileKeeper` writes it at once, in its thread, each in a transaction. What fails stays in
memory, is told in one line, and is tried again every ten seconds; the close asks. Once the profile was open, nothing is
made in its place if it is gone.

`ProfileStore.begin` checks the whole file at the start. A damaged one is moved to the backups, never deleted, and the
newest whole backup takes its place; one of a newer program is left alone. `Backups` keeps five: one an hour after
changes, and one at the close. What the user replaces by a backup or starts afresh from stays there.

Nothing is written over that was not read: who finds rows that it cannot read makes a backup before it writes there.
Everything is for its user alone: the folder and each file.
"""
