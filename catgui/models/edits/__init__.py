"""Editing the data.

An edited data set is a value (`engine.data.edited_dataset`); files are only read. `DataEditor` makes each edit a
command of the undo stack and gives the edited data to the `Workspace`; `RunControls` then trains again, with the
products of the run before for all pictures that have not changed. `EditKeeper` keeps edits in the profile, from which
they come back with any data of the same fingerprint.
"""
