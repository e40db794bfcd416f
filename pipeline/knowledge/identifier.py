"""py3langid with its automaton run over all bytes of a text at once.

The library walks the text byte by byte in Python. Its automaton is one of Aho and Corasick: a state is the longest end of what was
read that is the beginning of a feature, so the last LONGEST bytes settle it. Hence as many steps, each over the whole text,
arrive at the same states. The features of a text being kept by their places, its parts are scored without another walk.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: Bytes of the longest feature of the model (tests/test_speed.py compares the scores with the library's own).
LONGEST = 6


class Identifier(LanguageIdentifier):  # type: ignore[misc]  # the library has no types
    """Same probabilities as the library's own identifier."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._next = np.asarray(self.tk_nextmove)
        self._rows = np.asarray(self._rowbase)
        self._features = np.asarray(self.tk_output)
        self._table = self.nb_ptc

    def set_languages(self, langs: Sequence[str] | None = None) -> None:
        super().set_languages(langs)
        self._table = np.ascontiguousarray(self.nb_ptc, dtype=np.float32)

    def features(self, data: bytes) -> Any:
        """For each byte of UTF-8 text the number of the feature that ends with it, -1 where none does."""
        size = len(data)
        read = np.frombuffer(bytes(LONGEST - 1) + data, dtype=np.uint8).astype(
            np.intp
        )  # zero leads back to the first state
        state = np.zeros(size, dtype=np.intp)
        for step in range(LONGEST):
            state = self._next.take(self._rows.take(state) + read[step : step + size])
        return self._features.take(state)

    def ranked(self, features: Any) -> list[tuple[str, float]]:
        """Languages with their probabilities, best first, of the text or the part of a text that has these features."""
        merged: dict[str, float] = {}
        for code, score in zip(self.nb_classes, self._probabilities(features).tolist(), strict=True):
            merged[code] = merged.get(code, 0.0) + score
        return sorted(merged.items(), key=itemgetter(1), reverse=True)

    def sure(self, features: Any, least: float) -> str | None:
        """The language whose probability is at least this, above one half; None where there is none."""
        scores = self._probabilities(features)
        best = int(scores.argmax())
        return self.nb_classes[best] if scores[best] >= least else None

    def _probabilities(self, features: Any) -> Any:
        scores = self._score(features)
        scores *= 1.0 / math.sqrt(len(features) or 1)  # as the library tempers them
        np.exp(scores - scores.max(), out=scores)
        scores /= scores.sum()
        return scores

    def _score(self, features: Any) -> Any:
        found = np.sort(features[features >= 0])
        if not len(found):
            return np.zeros(len(self.nb_classes), dtype=np.float32)
        last = np.ones(
            len(found), dtype=bool
        )  # of those alike; numpy's unique does the same and takes three times as long
        np.not_equal(found[1:], found[:-1], out=last[:-1])
        ends = np.flatnonzero(last)
        counts = (ends + 1).astype(np.float32)
        counts[1:] -= ends[:-1] + 1
        return np.log1p(counts) @ self._table.take(found[ends], axis=0) + self.nb_pc


@functools.cache
def identifier(candidates: tuple[str, ...]) -> Identifier:
    """The identifier for some languages, those that the model does not know left out."""
    model: Identifier = Identifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(model.labels)
    model.set_languages([c for c in candidates if c in known])
    _let_go(model)
    return model


def _let_go(model: Any) -> None:
    """Of the other languages' features, and of what is there twice, as a list and as an array: half of the memory."""
    model.nb_ptc = model._table
    model._full_model = model.nb_ptc, model.nb_pc, model.nb_classes
    model._rowbase, model.tk_output, model.tk_row = model._rows, model._features, ()
