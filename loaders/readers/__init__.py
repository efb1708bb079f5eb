"""Readers: from the bytes of a file to its text. One table of suffixes and signatures chooses the reader."""

from .entry import read_bytes, read_file, read_source, unpack
from .formats import SUFFIXES
from .protocol import FileText, Limits, Options, Progress, Reader, Source

__all__ = [
    "SUFFIXES",
    "FileText",
    "Limits",
    "Options",
    "Progress",
    "Reader",
    "Source",
    "read_bytes",
    "read_file",
    "read_source",
    "unpack",
]  # fmt: skip
