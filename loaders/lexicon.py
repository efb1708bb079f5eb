"""The words and symbols of the vocabulary, arranged for matching. Words are data of the ontology, never code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

from ontology.cues import Cues, load_cues
from ontology.vocabulary import Vocabulary, load_vocabulary

from .cleaning import fold

_BARS = str.maketrans("Đđ", "Dd")
# Tokens of numbers that are written with small letters; capitals in a heading do not show them.
_MIXED = ("CTr", "TTr", "TTg", "QyĐ", "ThU", "TrS", "SNgV")


def without_bars(text: str) -> str:
    """``text`` with D for Đ, as scans often have it."""
    return text.translate(_BARS)


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of ``words``, the longest that fits first, with any white space between their parts.

    Words that begin alike share their beginning, so that a place of the text is compared with each letter once, however
    many words there are.

    Example:
        >>> alternatives(["Sở Y tế", "Sở", "Sở Nội vụ"])
        'sở(?:\\\\s+(?:nội\\\\s+vụ|y\\\\s+tế))?'
    """
    root: _Node = {}
    for word in sorted({fold(word) for word in words if word}):
        node = root
        for part in re.findall(r"\s+|\S", word):
            node = node.setdefault(r"\s+" if part.isspace() else re.escape(part), {})
        node[""] = {}
    return _expression(root)


_Node: TypeAlias = "dict[str, _Node]"  # what may follow, by its first expression; an empty one: a word may end here


def _expression(node: _Node) -> str:
    """The expression for all that may follow at ``node``."""
    tails = {part: _expression(child) for part, child in node.items() if part}
    letters = [part for part, tail in tails.items() if not tail and part != r"\s+"]
    branches = [part + tail for part, tail in tails.items() if part not in letters or len(letters) == 1]
    if len(letters) > 1:
        branches.append(f"[{''.join(letters)}]")
    if "" not in node:
        return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{'|'.join(branches)})?" if branches else ""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Types, symbols and bodies, ready to be matched in folded text. Compared by identity, so that patterns can be
    kept for it."""

    vocabulary: Vocabulary
    cues: Cues
    type_words: dict[str, str]
    type_pattern: re.Pattern[str]
    party: dict[str, tuple[str, ...]]
    state: dict[str, tuple[str, ...]]
    symbols: dict[tuple[str, str], tuple[str, ...]]
    spellings: dict[str, str]
    phrases: dict[str, str]
    abbreviations: dict[str, str]
    hidden: frozenset[str]
    central: dict[str, str]
    levels: tuple[tuple[str, str], ...]
    systems: dict[str, str]
    kinds: tuple[tuple[str, str], ...]
    jointed: tuple[str, ...]

    def pattern(self, template: str) -> re.Pattern[str]:
        """The regular expression ``template`` with each «name» replaced by the words of that list, longest first.

        «types» are the names of types, «bodies» the names of kinds of bodies, «names» those of several words, others
        the lists of cue phrases.
        Compiled once.
        """
        return _pattern(self, template)

    def folded_cues(self, group: str) -> frozenset[str]:
        """The cue phrases of the list ``group``, folded."""
        return _folded_cues(self, group)

    def level_of(self, folded: str) -> str | None:
        """The level of the kind of body whose name stands in ``folded``, the longest name deciding."""
        return _level_of(self, folded)

    def system_of(self, folded: str) -> str | None:
        """The system (``party``, ``state``, ...) of the body that is named exactly ``folded``."""
        return self.systems.get(folded)

    def kind_of(self, name: str) -> str | None:
        """The slug of the kind of body whose name ``name`` begins with, the longest deciding."""
        folded = fold(name)
        kinds, longest = _kinds(self)
        end = len(folded)
        while end > 0:
            if slug := kinds.get(folded[:end]):
                return slug
            end = folded.rfind(" ", 0, min(end, longest + 1))
        return None

    def types_of(self, symbol: str, order: str) -> tuple[str, ...]:
        """Slugs of the types that ``symbol`` may stand for in ``order`` (``party`` or ``state``), likeliest first."""
        return (self.party if order == "party" else self.state).get(symbol, ())

    def symbols_of(self, slug: str, order: str) -> tuple[str, ...]:
        """The symbols of the type ``slug`` in ``order``."""
        return self.symbols.get((slug, order), ())

    def spell(self, token: str) -> str:
        """``token`` of a number as it is written: TTG is TTg."""
        return self.spellings.get(token.upper(), token) if token.isupper() or token.upper() in self.spellings else token

    def label(self, slug: str) -> str:
        """The Vietnamese name of a type."""
        return next((item.label for item in self.vocabulary.document_types if item.slug == slug), slug)


@lru_cache(maxsize=4096)
def _level_of(lexicon: Lexicon, folded: str) -> str | None:
    return next((level for phrase, level in lexicon.levels if phrase in folded), None)


@cache
def _folded_cues(lexicon: Lexicon, group: str) -> frozenset[str]:
    return frozenset(map(fold, lexicon.cues[group]))


@cache
def _kinds(lexicon: Lexicon) -> tuple[dict[str, str], int]:
    """The slugs of the kinds of bodies by their names, and the length of the longest name."""
    return dict(lexicon.kinds), max((len(name) for name, _ in lexicon.kinds), default=0)


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of the ontology that is installed; built once."""
    return build_lexicon(load_vocabulary(), load_cues())


def build_lexicon(vocabulary: Vocabulary, cues: Cues) -> Lexicon:
    """Arrange ``vocabulary`` and ``cues`` for matching."""
    words: dict[str, str] = {}
    party: dict[str, list[str]] = {}
    state: dict[str, list[str]] = {}
    symbols: dict[tuple[str, str], tuple[str, ...]] = {}
    for item in vocabulary.document_types:
        for word in (item.label, *item.alt_labels):
            words.setdefault(fold(word), item.slug)
        for order, table, own in (("party", party, item.party_symbols), ("state", state, item.state_symbols)):
            symbols[item.slug, order] = own
            for symbol in own:
                table.setdefault(symbol, []).append(item.slug)
    phrases: dict[str, str] = {}
    abbreviations: dict[str, str] = {}
    hidden: set[str] = set()
    central: dict[str, str] = {}
    levels: dict[str, str] = {}
    systems: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for kind in vocabulary.body_kinds:
        for label in (kind.label, *kind.alt_labels):
            phrases.setdefault(fold(label), label)
            systems.setdefault(fold(label), kind.system)
            kinds.setdefault(fold(label), kind.slug)
            if kind.level:
                levels.setdefault(fold(label), kind.level)
            if kind.level == "central":
                central.setdefault(fold(label), kind.label)
        for abbreviation in kind.abbreviations:
            abbreviations.setdefault(abbreviation, kind.label)
        hidden.update(kind.hidden_labels)
    return Lexicon(
        vocabulary=vocabulary,
        cues=cues,
        type_words=words,
        type_pattern=re.compile(rf"(?<!\w)(?:{alternatives(words)})(?!\w)"),
        party={symbol: tuple(_first(slugs, "quyet-dinh", "chuong-trinh")) for symbol, slugs in party.items()},
        state={symbol: tuple(_first(slugs, "quyet-dinh", "chuong-trinh")) for symbol, slugs in state.items()},
        symbols=symbols,
        spellings={token.upper(): token for token in _MIXED},
        phrases=phrases,
        abbreviations=abbreviations,
        hidden=frozenset(hidden),
        central=central,
        systems=systems,
        jointed=tuple(sorted(phrase for phrase in phrases if "," in phrase or " và " in phrase)),
        kinds=tuple(sorted(kinds.items(), key=lambda item: (-len(item[0]), item[0]))),
        levels=tuple(sorted(levels.items(), key=lambda item: (-len(item[0]), item[0]))),
    )


@cache
def _pattern(lexicon: Lexicon, template: str) -> re.Pattern[str]:
    return re.compile(re.sub("«([a-z-]+)»", lambda match: _words(lexicon, match[1]), template))


@cache
def _words(lexicon: Lexicon, name: str) -> str:
    if name == "types":
        return alternatives(lexicon.type_words)
    if name == "names":
        return alternatives(phrase for phrase in lexicon.phrases if " " in phrase)
    if name == "bodies":
        return alternatives(phrase for phrase in lexicon.phrases if len(phrase) > 3)
    return alternatives(lexicon.cues[name])


@cache
def abbreviation_pattern(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, str]]:
    """The abbreviations that stand inside names of bodies, and their long forms."""
    short = lexicon.cues.pairs("abbreviation")
    words = "|".join(sorted(map(re.escape, short), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({words})(?!\w)\.?"), short


def _first(slugs: list[str], *preferred: str) -> list[str]:
    return sorted(slugs, key=lambda slug: (slug not in preferred, slugs.index(slug)))
