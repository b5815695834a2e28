"""Editing the data, and what an edit has changed.

An edited data set is a value (`engine.data.edited_dataset`); files are only read. `DataEditor` makes each edit a
command of the undo stack and gives the edited data to the `Workspace`; `RunControls` then trains again, with the
products of the run before for all pictures that have not changed. `EditKeeper` keeps edits in the profile, from which
they come back with any data of the same fingerprint. `DataChange` compares the new network with the one before: the
`Change` in `catgui.domain.edits.change_texts` has the answers of both to the test part, the training part and the
photos, from which the sentence, the lists and their counts follow.
"""
