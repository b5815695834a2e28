"""The user's photos: the collection, its rows, and the verdicts of the network and of the detector.

A source (`catgui.inputs`) is a path, bytes, an image or an address. `PhotoImporter` lists folders, downloads and reads
photos in threads, by way of the reader process; an entry of `PhotoCollection` gets the photo, or the reason why there
is none. `PhotoVerdicts` answers all photos for each new network, `PhotoDetections` has the detector answer them once,
and `PhotoViews` limits the memory of what the network sees of them. `ShownPhotos` filters and sorts the cards.
"""
