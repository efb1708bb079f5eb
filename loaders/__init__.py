"""From files to records and from records to RDF: read, clean, segment, extract, resolve, write."""

from .corpus import FileResult, extract_paths
from .pipeline import extract_text
from .records import Record
from .triples import to_nquads

__all__ = ["FileResult", "Record", "extract_paths", "extract_text", "to_nquads"]
