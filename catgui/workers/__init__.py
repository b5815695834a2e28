"""Parentless QObjects that do long work in a QThread and report by signals."""
