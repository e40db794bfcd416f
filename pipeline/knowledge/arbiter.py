"""langdetect with its profiles in a quarter of the memory.

The library keeps, for each of 88,000 n-grams, a list of 55 probabilities of which two are not zero. Here only these two are kept,
packed, and the list is written out where the library asks for it: same numbers, same answers.
"""

from __future__ import annotations

import functools
import struct
from typing import Any

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

_CELL = struct.Struct("<Bd")  # the number of a language, and a probability
_WRITTEN_OUT = 2048  # lists that are kept for the next time: common n-grams come again and again


class _Rows(dict[str, bytes]):
    """n-gram -> packed cells; looked up, the list of all languages' probabilities."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width
        self._row = functools.lru_cache(_WRITTEN_OUT)(self._write_out)

    def __getitem__(self, gram: str) -> Any:
        return self._row(gram)

    def _write_out(self, gram: str) -> list[float]:
        row = [0.0] * self._width
        for language, probability in _CELL.iter_unpack(super().__getitem__(gram)):
            row[language] = probability
        return row


class _Profiles(DetectorFactory):  # type: ignore[misc]  # the library has no types
    def add_profile(self, profile: Any, index: int, langsize: int) -> None:
        if not self.langlist:
            self.word_lang_prob_map = _Rows(langsize)
        self.langlist.append(profile.name)
        rows = self.word_lang_prob_map
        for gram, times in profile.freq.items():
            cells = rows.get(gram, b"")
            if 1 <= len(gram) <= 3:
                cells += _CELL.pack(index, times / profile.n_words[len(gram) - 1])
            rows[gram] = cells


@functools.cache
def _profiles() -> Any:
    profiles = _Profiles()
    profiles.load_profile(PROFILES_DIRECTORY)
    profiles.set_seed(0)  # it draws n-grams at random: the same text gets the same answer
    return profiles


def vote(text: str) -> dict[str, float]:
    """Codes of the likely languages of a text with their probabilities; nothing where it holds no letters."""
    detector = _profiles().create()
    detector.append(text)
    try:
        return {found.lang: float(found.prob) for found in detector.get_probabilities()}
    except LangDetectException:
        return {}
