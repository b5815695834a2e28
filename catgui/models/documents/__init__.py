"""The network as a document: saved, unsaved, recovered after a crash."""
