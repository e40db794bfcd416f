"""More training text out of what there is: names changed for others in the same case, words that the model may not know.

Only the training part goes through here. A name is replaced by another one of its label, language and last two letters, so
that its case ending fits the sentence; a word's form is hidden now and then, so that the model learns to read its ends, its
shape and its surroundings instead of remembering it (word dropout).
"""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np

from pipeline.ner.features import COLUMNS
from tools.ner.corpora import Sentence

SWAPPED = frozenset({"PER", "LOC"})
LONGEST = 4  # words of a name that is swapped
_FORM = [COLUMNS.index("form")]
_WORD = [COLUMNS.index(name) for name in ("form", "prefix3", "prefix5", "suffix5")]
_ENDING, _LANGUAGE = COLUMNS.index("suffix2"), COLUMNS.index("language")

Key = tuple[str, int, int]


class Augmenter:
    """``swap``: share of names replaced; ``hide``: share of words whose form is hidden, half of them with their beginning
    and end. The same seed gives the same text."""

    def __init__(self, sentences: list[Sentence], swap: float, hide: float, seed: int) -> None:
        self._swap, self._hide = swap, hide
        self._random, self._noise = random.Random(seed), np.random.default_rng(seed)
        self._bank: dict[Key, list[Sentence]] = defaultdict(list)
        for s in sentences:
            for start, end, label in s.names:
                if label in SWAPPED and end - start <= LONGEST:
                    name = Sentence(s.words[start:end], s.spaces[start:end], s.columns[start:end], [])
                    self._bank[_key(name, label)].append(name)

    def __call__(self, sentence: Sentence) -> Sentence:
        return self._hidden(self._swapped(sentence))

    def _swapped(self, s: Sentence) -> Sentence:
        words: list[str] = []
        spaces: list[bool] = []
        rows, names, at = [], [], 0
        for start, end, label in s.names:
            words += s.words[at:start]
            spaces += s.spaces[at:start]
            rows.append(s.columns[at:start])
            own = Sentence(s.words[start:end], s.spaces[start:end], s.columns[start:end], [])
            others = self._bank.get(_key(own, label)) if label in SWAPPED else None
            name = self._random.choice(others) if others and self._random.random() < self._swap else own
            names.append((len(words), len(words) + len(name.words), label))
            words += name.words
            spaces += [*name.spaces[:-1], s.spaces[end - 1]]
            rows.append(name.columns)
            at = end
        rows.append(s.columns[at:])
        return Sentence(words + s.words[at:], spaces + s.spaces[at:], np.concatenate(rows), names)

    def _hidden(self, s: Sentence) -> Sentence:
        values = s.columns.copy()
        chance = self._noise.random(len(s.words))
        values[np.ix_(chance < self._hide, _FORM)] = 0
        values[np.ix_(chance < self._hide / 2, _WORD)] = 0
        return Sentence(s.words, s.spaces, values, s.names)


def _key(name: Sentence, label: str) -> Key:
    return label, int(name.columns[-1, _ENDING]), int(name.columns[0, _LANGUAGE])
