"""Parts of the panel of the answers.

The panel has a row for each picture of a part in its order, whatever the network answers, so that selection and focus
stay while the network learns. `place_answers` finds all places in NumPy, and `AnswersView` is a `QListView` that Qt
asks for them, for screen readers as well. A hidden panel computes nothing.
"""
