"""The user's photos: the collection, its rows, and the stages that each photo passes.

A source (`catgui.inputs`) is a path, bytes, an image or an address. From a drop to the answers:

    add(sources) -> PhotoImporter.find -> _on_found: cards, by a command that can be undone
    _advance     -> PhotoImporter.read_photos -> _on_read: the photo, or why there is none
                 -> PhotoClassifier.ask       -> _on_answered: what the network shown predicts
                 -> PhotoDetections.ask       -> _on_detected: what the detector predicts
                 -> settled, once no stage has anything left

`PhotoCollection._advance` may be called at any time: it gives each stage the photos that wait for it, which follows
from their entries alone. What the data and the network say of an entry is completed by `PhotoContext`, one value, each
time that either changes. `PhotoViews` limits the memory of what the network sees, and `ShownPhotos` filters the cards.
"""
