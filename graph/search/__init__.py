"""Search over numbers, titles, bodies, localities and texts, blind to diacritics and case.

What a store with a directory has to be found by lies beside its index, in SQLite files with FTS5 tables (`tables`): a
base that is never changed, and a small file of what has changed since. `writing` makes them of a store, `keeping` says
which of them belong to an index, `files` asks them, and `search` is the question and its answer.
"""
