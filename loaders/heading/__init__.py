"""The head of a document: letterhead, number, place and date, type, trích yếu and addressees.

The layouts are those of Hướng dẫn 36-HD/VPTW (Party) and of Nghị định 30/2020/NĐ-CP, phụ lục I (State), in any order
that OCR gives them, on lines of their own or run together.
"""

from .reading import read_heading
from .walk import Heading

__all__ = ["Heading", "read_heading"]
