"""A folder of documents as a corpus in memory: for notebooks and for a first look, without a store on the disk."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from graph import Corpus, derive, memory_store
from loaders import FileResult, extract_paths, to_nquads
from ontology.errors import EmptyInput


def open_folder(folder: str | os.PathLike[str]) -> Corpus:
    """The documents of a folder, or of one file, read into memory: nothing is written.

    A file that cannot be read is left out, with a warning that says why. For more than some hundred documents, and to
    read them only once, `lineage build` makes a store, which `graph.open_lineage` opens.

    Raises:
        EmptyInput: when there is no document that can be read.
    """
    read = [result for result in extract_paths([Path(folder)]) if _is_read(result)]
    if not read:
        raise EmptyInput(f"no document could be read in {folder}")
    store = memory_store()
    store.load_static()
    store.load_sources((store.iris.source(result.source), to_nquads(result, store.iris)) for result in read)
    derive(store)
    return Corpus(store)


def _is_read(result: FileResult) -> bool:
    if result.error is not None:
        warnings.warn(f"left out: {result.path}: {result.error}", stacklevel=3)
    return result.error is None
