"""The index beside a store: documents and their relations by number, so that finding them costs what they are.

`sweep` reads a store once, `tables` writes what was read and gives it back from mapped memory, `overlaid` lays over
them what has changed since, and `keeping` says to which state of the database the files belong: an index is never used
for another.
"""
