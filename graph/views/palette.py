"""The colours of views, light and dark; a test holds each pair of text and ground against WCAG 2.1 AA."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a box: its ground, its border, its heading and its other text; `dashes` of the border, "" for
    none.
    """

    fill: str
    line: str
    head: str
    text: str
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """The colour of an arrow, and its dashes, "" for none."""

    color: str
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme."""

    ground: str
    card: str
    ink: str
    soft: str
    line: str
    accent: str
    note: str
    note_ground: str
    looks: Mapping[str, Look]
    tiles: Mapping[str, Look]
    """Those that differ on a map, where nothing else tells them apart."""
    strokes: Mapping[str, Stroke]
    other: Stroke


DASHES: Final[Mapping[str, str]] = MappingProxyType(
    {"implements": "", "based-on": "7 5", "continues": "2 4", "cites": "1 3", "attaches": "10 3 2 3"}
)

LIGHT: Final = Palette(
    ground="#f7f8fa",
    card="#ffffff",
    ink="#1f2329",
    soft="#565d68",
    line="#d5dae1",
    accent="#0b4f9e",
    note="#6b4a00",
    note_ground="#fff8e6",
    looks=MappingProxyType(
        {
            "root": Look("#a8231b", "#7a1510", "#ffffff", "#ffe9e6"),
            "held": Look("#e3f1ea", "#2f7d5b", "#12372a", "#33544a"),
            "cited": Look("#ffffff", "#767c87", "#3c4149", "#565d68", "6 4"),
            "issued": Look("#1b6e45", "#0f4d2e", "#ffffff", "#eaf7f0"),
            "inherited": Look("#d9e6fb", "#1d4f91", "#12305a", "#1d4271"),
            "partial": Look("#eef4fd", "#1d4f91", "#12305a", "#1d4271", "3 3"),
            "none": Look("#eceef1", "#868d99", "#3c4149", "#50565f"),
        }
    ),
    tiles=MappingProxyType({"cited": Look("#fce7bd", "#8a5a00", "#4a3000", "#5c3c00", "6 4")}),
    strokes=MappingProxyType(
        {
            "implements": Stroke("#2f5d8a", DASHES["implements"]),
            "based-on": Stroke("#7a5c12", DASHES["based-on"]),
            "continues": Stroke("#7b4b94", DASHES["continues"]),
            "cites": Stroke("#565d68", DASHES["cites"]),
            "attaches": Stroke("#0f6b66", DASHES["attaches"]),
        }
    ),
    other=Stroke("#565d68", "4 2 1 2"),
)

DARK: Final = Palette(
    ground="#14171c",
    card="#1c2027",
    ink="#e8eaed",
    soft="#aeb5c0",
    line="#3a414c",
    accent="#8ab8f0",
    note="#f1d89a",
    note_ground="#2c2513",
    looks=MappingProxyType(
        {
            "root": Look("#9c2a22", "#f08a80", "#ffffff", "#ffe1dd"),
            "held": Look("#1c3a2e", "#5fbf92", "#e4f6ec", "#bcdccb"),
            "cited": Look("#1c2027", "#8b93a0", "#dde1e6", "#aeb5c0", "6 4"),
            "issued": Look("#2f8f5f", "#8fe0b6", "#06180f", "#06180f"),
            "inherited": Look("#1f3a61", "#86b1ee", "#e6effc", "#c6d8f2"),
            "partial": Look("#182a45", "#86b1ee", "#e6effc", "#c6d8f2", "3 3"),
            "none": Look("#242932", "#6f7785", "#d0d5dc", "#aeb5c0"),
        }
    ),
    tiles=MappingProxyType({"cited": Look("#5a430f", "#e3b958", "#fff1cf", "#f4dca4", "6 4")}),
    strokes=MappingProxyType(
        {
            "implements": Stroke("#7fb2e5", DASHES["implements"]),
            "based-on": Stroke("#d9b45b", DASHES["based-on"]),
            "continues": Stroke("#c79ae0", DASHES["continues"]),
            "cites": Stroke("#aeb5c0", DASHES["cites"]),
            "attaches": Stroke("#63c7bf", DASHES["attaches"]),
        }
    ),
    other=Stroke("#aeb5c0", "4 2 1 2"),
)


def variables(palette: Palette) -> str:
    """The colours of a palette as variables of a style sheet."""
    names = ("ground", "card", "ink", "soft", "line", "accent", "note")
    colours = "".join(f"--{name}: {getattr(palette, name)}; " for name in names)
    return f":root {{ {colours}--note-ground: {palette.note_ground}; }}\n"
