"""Whether a word can be Vietnamese: the measure by which an encoding is told from its neighbours.

The spelling is nearly closed: an onset, a rime of a list, a tone, of which syllables that end in a stop take two only.
Text that was decoded rightly consists of such words; decoded wrongly it breaks into what nobody can pronounce.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSETS = ("ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", *"bcdđghklmnprstvx")
_RIME_LIST = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong "
    "ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uyên "
    "uyêt uyu uynh uyt uyn uyp ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
    "y ych yn ynh yt yêm yên yêng yêt yêu"
)
_RIMES = frozenset(_RIME_LIST.split())
_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_STOPS = ("c", "ch", "p", "t")
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~]+")
_AROUND = "“”‘’«»–—…•§°"


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether ``word`` is spelled as a Vietnamese syllable can be.

    >>> [is_syllable(word) for word in ("nhân", "Uỷ", "nghiệp", "nh©n", "hòât", "được")]
    [True, True, True, False, False, True]
    """
    tones, base = set(), []
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tones.add(_TONES[char])
        else:
            base.append(char)
    plain = unicodedata.normalize("NFC", "".join(base))
    if len(tones) > 1 or len(plain) > 8:
        return False
    if plain == "gi":
        return True
    rime = next((plain[len(onset) :] for onset in _ONSETS if plain.startswith(onset) and plain != onset), plain)
    if rime not in _RIMES and plain not in _RIMES and not _short_onset(plain):
        return False
    return not plain.endswith(_STOPS) or bool(tones & {"sắc", "nặng"})


def _short_onset(plain: str) -> bool:
    """``giêng`` is g + iêng, though gi is an onset of its own."""
    return plain[:1] == "g" and plain[1:] in _RIMES


def spelling(text: str) -> tuple[int, int]:
    """How many of the words with letters beyond ASCII are syllables, and how many such words there are.

    >>> spelling("Ủy ban nhân dân"), spelling("Uû ban nh©n d©n")
    ((3, 3), (0, 3))
    """
    words = [word.strip(_AROUND) for word in _WORD.findall(text) if not word.isascii()]
    marked = [word for word in words if word and not word.isascii()]
    return sum(map(is_syllable, marked)), len(marked)


def share(text: str) -> float:
    """The share of words beyond ASCII that are syllables; 0 where there are none."""
    good, all_words = spelling(text)
    return good / all_words if all_words else 0.0
