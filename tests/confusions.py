"""What a scanner takes Vietnamese print for: weighted confusions, as data.

A weight says how prone one character of the text is to one damage, relative to all others; only ratios mean
something. What they rest on:

* Wrong marks are most of all errors in OCR of Vietnamese: lost, or one tone taken for another, the more so where two
  marks stand above each other (README of mrlasdt/vietnamese-ocr-error-corrector: "skew significantly towards
  wrong-diacritics", *kien*, *tinh*, *gia han*; tesseract-ocr/langdata issue 66: acute and hook above a circumflex).
* Capitals lose marks far more often than small letters (PaddleOCR issue 15189: SOAT for SOẠT, BAT for BẮT).
* Two readings of one page of 2024 have QD for QĐ, ND for NĐ, *bao hiêm*, *ký thuật* and *kỳ thuật* for *kỹ thuật*,
  *hợp* for *họp*, *tham* for *thẩm*, *mau* for *mua*, *3467 /QD*, and a number joined with the date line beside it.
* Spaces get lost between syllables (*cơsở*: README of buiquangmanhhp1999/VietnameseOcrCorrection, which also has
  *kếT*, *xẻm* for *xem*, *lap* for *lập*, *phám* for *phạm*) and come in between letters (*ĐIỀ U*, *KI Ệ N*).
* A digit can be taken for another one (tesseract.js issue 869: 21/0 for 21/9). That is rare, and nothing in the text
  then shows it.
* The look-alikes of Latin letters (rn and m, cl and d, c and e, h and b, l, 1 and I, 0 and O, 5 and S, 8 and B) are
  those of every study of OCR.

The weights themselves are an estimate: no source counts them. ``tests/test_noise.py`` holds the mix that they give.
"""

from __future__ import annotations

from collections.abc import Mapping

Weighted = Mapping[str, float]

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
CIRCUMFLEX, BREVE, HORN = "\u0302", "\u0306", "\u031b"

# A mark by what is read in its place; the empty string stands for nothing.
MARKS: Mapping[str, Weighted] = {
    ACUTE: {"": 2.0, HOOK: 1.0, GRAVE: 0.4, TILDE: 0.2},
    GRAVE: {"": 2.0, ACUTE: 0.5, HOOK: 0.2},
    HOOK: {"": 2.0, ACUTE: 1.0, TILDE: 0.5},
    TILDE: {"": 1.5, HOOK: 0.6, ACUTE: 0.4, GRAVE: 0.4},
    DOT: {"": 2.5},
    CIRCUMFLEX: {"": 1.2},
    BREVE: {"": 1.2, CIRCUMFLEX: 0.5},
    HORN: {"": 1.5},
}
CIRCUMFLEX_AS_ACUTE = 0.5  # ê read as é, where the letter has no tone of its own
ALL_MARKS_LOST = 0.6  # of a letter with two of them
STACKED = 1.5  # how much worse the marks of such a letter are read
CAPITAL = 3.0  # how much worse the marks of capitals are read
SPECK = {ACUTE: 0.02, HOOK: 0.02, DOT: 0.01, GRAVE: 0.01}  # dirt above or below a bare vowel

SHAPES: Mapping[str, Weighted] = {
    # letters with a bar
    "đ": {"d": 1.5}, "Đ": {"D": 4.0, "B": 0.1}, "D": {"Đ": 0.2, "O": 0.05}, "d": {"đ": 0.02, "cl": 0.05},
    # small letters
    "a": {"o": 0.02}, "b": {"h": 0.1, "6": 0.03}, "c": {"e": 0.12, "o": 0.05, "C": 0.03}, "e": {"c": 0.1, "o": 0.03},
    "g": {"q": 0.08, "9": 0.03}, "h": {"b": 0.12, "n": 0.05}, "i": {"l": 0.08, "1": 0.04, "": 0.03},
    "l": {"1": 0.15, "I": 0.15, "i": 0.08}, "m": {"rn": 0.12}, "n": {"u": 0.05, "ri": 0.03},
    "o": {"0": 0.03, "c": 0.03, "O": 0.03}, "q": {"g": 0.15}, "r": {"t": 0.03, "f": 0.02},
    "s": {"5": 0.03, "S": 0.03}, "t": {"f": 0.05, "l": 0.05, "T": 0.02}, "u": {"n": 0.05, "ii": 0.02},
    "v": {"y": 0.05, "V": 0.03}, "x": {"X": 0.03}, "y": {"v": 0.06},
    # capitals
    "B": {"8": 0.15, "R": 0.03}, "C": {"G": 0.08, "c": 0.08, "O": 0.05}, "G": {"C": 0.1, "6": 0.05},
    "H": {"II": 0.04, "N": 0.04}, "I": {"l": 0.3, "1": 0.2}, "K": {"X": 0.02}, "N": {"H": 0.03, "M": 0.02},
    "O": {"0": 0.2, "Q": 0.03}, "P": {"F": 0.03}, "Q": {"O": 0.1, "G": 0.03}, "S": {"5": 0.15, "s": 0.05},
    "T": {"I": 0.05, "7": 0.03}, "U": {"LI": 0.03}, "V": {"v": 0.05, "Y": 0.03}, "X": {"x": 0.05}, "Y": {"V": 0.05},
    # digits: as letters, and, seldom, as other digits
    "0": {"O": 0.25, "o": 0.1, "8": 0.02}, "1": {"l": 0.25, "I": 0.2, "7": 0.03}, "2": {"Z": 0.08},
    "3": {"8": 0.03}, "4": {"A": 0.03}, "5": {"S": 0.2, "6": 0.02}, "6": {"b": 0.06, "8": 0.02}, "7": {"1": 0.03},
    "8": {"B": 0.15, "3": 0.02, "6": 0.02}, "9": {"g": 0.06, "0": 0.02},
    # punctuation
    ",": {".": 0.8, ";": 0.15, "": 0.4}, ".": {",": 0.4, "": 0.4}, ";": {":": 0.4, ",": 0.4}, ":": {";": 0.3, ".": 0.3},
    "-": {"–": 1.0, "": 0.3, "~": 0.1, "_": 0.05, ".": 0.05}, "–": {"-": 2.0},
    "/": {"l": 0.4, "I": 0.2, "1": 0.2, "": 0.1},
    "“": {'"': 0.5, "'": 0.2}, "”": {'"': 0.5, "'": 0.2}, "(": {"C": 0.1, "{": 0.1}, ")": {"}": 0.1, "J": 0.05},
}  # fmt: skip

PAIRS: Mapping[str, Weighted] = {"rn": {"m": 0.8}, "cl": {"d": 0.3}, "ii": {"u": 0.2}, "vv": {"w": 0.3}}

DROPPED = 0.04  # a letter or digit that is not seen at all

# Spaces and lines: lost, doubled or put in.
SPACE: Weighted = {"": 0.25, "  ": 0.1, "\n": 0.2}
LINE_END: Weighted = {" ": 0.3, "\n\n": 0.3}
SPACE_IN_WORD = 0.05  # between two letters or digits
SPACE_IN_CAPITALS = 0.12
SPACE_AT_JOINT = 0.3  # before or behind the hyphen or the solidus of a number, as in "3467 /QD"
BREAK_AT_JOINT: Weighted = {"\n": 0.15, "\n\n": 0.1}

# Dirt between words and at the margins.
STRAY: Weighted = {".": 3.0, "'": 2.0, ",": 2.0, "-": 1.5, "`": 1.0, "·": 1.0, "~": 1.0, "|": 1.0, "_": 0.5, ":": 0.5}
STRAY_AT_SPACE = 0.05
STRAY_AT_LINE_END = 0.3

# What stands at the foot of one page and the head of the next. Each document keeps to one form.
PAGE_FORMS: Weighted = {
    "\n\n{page}\n\n": 6.0,
    "\n{page}\n": 2.0,
    "\n\f{page}\n": 1.0,
    "\n\n- {page} -\n\n": 1.0,
    "\n\nTrang {page}\n\n": 1.0,
    "\n\n{page}/{pages}\n\n": 1.0,
    "\n\n# Page {page}\n\n": 1.0,
    "\n\n{page}\nLưu hành nội bộ\n\n": 0.5,
    "\n\n{page} CÔNG BÁO/Số 211 + 212/Ngày 14-02-2022\n\n": 0.5,
}
