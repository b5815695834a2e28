"""The profile: one SQLite file with all that the program keeps of its user, its copies, and the thread that writes it.

What is written when. An owner puts what has changed, and `ProfileKeeper` writes it at once, in its thread, each in a
transaction that also notes how many rows each table has. What fails stays, is told, and is tried again. At the close
the window waits for what is left; if that fails and was not told before, as when another program locks the file or its
disk has gone, the user is asked, and the window closes once all is written. The GUI thread writes nothing: it peeks,
and leaves a damaged file to a thread. Of all threads and windows, one at a time writes the file or replaces it.

What is copied when. Three minutes after a change, and at the close, the file is copied, and the copy kept if it is
whole: its pages, its tables, as many rows as were noted, and each row as its owner's reader reads it
(`ProfileStore.readers`). So a damaged profile never replaces a copy, and one has fewer rows only if the program has
deleted some. There are three generations: the newest; one that is replaced once it is a day old; and what that was.

What is believed after a fault.

- A file that was open is known by its device and inode, and by an id that it and its copies alone have. If it is gone,
  or another one is in its place, that is an obstacle: nothing is created, and the user is told. Once it is back, or the
  user has it made anew, what is in memory is written again: `ProfileKeeper.rewrites`.
- Damage is what SQLite or a reader cannot read, or rows, columns or tables that are missing. The file is moved aside
  (`-damaged-1`) and replaced by a new one, made row by row: what it still has, else the newest copy, else an older one.
  A table that is whole in it is not mixed with copies: what these have more was deleted. The user is told what is back
  and from when, and what is not; then all that the window has written or read is written again.
- A place that is empty is a first start only if there is no copy, and the program has not had a profile open there. A
  file that is empty is damaged.
- A file of a newer program is left alone. One of 1.0 has no notes, so of it no rows can be missed.

Files that were moved aside go after two months, or when there are more than five; the file gives back free space.
Everything is for its user alone: the folder, each file, and the log as well.
"""
