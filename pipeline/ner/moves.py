"""Names from the vectors of tokens: spaCy's transition-based recogniser, many tokens at a time.

The recogniser goes from token to token and takes the best of the moves that are allowed there: a name begins, goes on, ends, is this
one token, or there is none. Outside names it looks at the token alone; inside, also at the first token of the name and the one
before. So the best move outside is worked out for all tokens at once; then all names that could begin are followed side by
side, a token further each time; last, the first name that begins counts, and the next one that begins behind it. The moves are
those that spaCy takes one by one, which costs several times as much for texts as short as ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.ner.encoder import Floats

#: A name as first token, token behind the last, label.
Name = tuple[int, int, str]


class Moves:
    """The layers behind the encoder of spaCy's named-entity component, with a state of three tokens and an upper layer."""

    def __init__(self, ner: Any) -> None:
        model = ner.model
        linear, lower, upper = model.get_ref("tok2vec").layers[-1], model.get_ref("lower"), model.get_ref("upper")
        weights = lower.get_param("W").transpose(0, 2, 1, 3)  # token of the state, piece, output, input
        self._pieces, self._outputs, inputs = weights.shape[1:]
        states = np.ascontiguousarray(weights).reshape(-1, inputs)
        # Two linear layers in a row are one.
        self._weights = states @ linear.get_param("W")
        self._bias = states @ linear.get_param("b")
        bias, pad = lower.get_param("b").T.ravel(), lower.get_param("pad")[0].transpose(0, 2, 1).reshape(3, -1)
        self._bias[: bias.size] += bias
        self._alone = pad[1] + pad[2]
        self._upper, self._upper_bias = upper.get_param("W"), upper.get_param("b")
        self._gemm = model.ops.gemm

        moves = [ner.moves.get_class_name(i).partition("-") for i in range(ner.moves.n_moves)]
        self._labels = [label for _, _, label in moves]
        self._kind = np.array([kind for kind, _, _ in moves])
        self._inside = {
            i: (moves.index(("I", "-", label)), moves.index(("L", "-", label)))
            for i, (kind, _, label) in enumerate(moves)
            if kind == "B"
        }
        begins, units = self._kind == "B", (self._kind == "U") & (np.array(self._labels) != "")
        self._allowed = begins | units | (self._kind == "O")
        self._begins, self._names = begins, begins | units

    def __call__(self, vectors: Floats, lengths: Sequence[int], blank: NDArray[np.bool_]) -> list[Name]:
        """The names in ranges of tokens that lie one behind the other, in order; none begins at a ``blank`` token."""
        last = np.zeros(len(vectors), dtype=bool)
        last[np.cumsum(lengths) - 1] = True
        states = (self._gemm(vectors, self._weights, trans2=True) + self._bias).reshape(len(vectors), 3, -1)
        scores = self._scores(states[:, 0] + self._alone)
        scores[:, ~self._allowed] = -np.inf
        scores[np.ix_(last, self._begins)] = -np.inf
        scores[np.ix_(blank, self._names)] = -np.inf
        best = scores.argmax(axis=1)
        ends = self._ends(states, best, last)
        found: list[Name] = []
        for start in np.flatnonzero(self._names[best]).tolist():
            if not found or start >= found[-1][1]:
                found.append((start, ends.get(start, start + 1), self._labels[best[start]]))
        return found

    def _ends(self, states: Floats, best: NDArray[np.intp], last: NDArray[np.bool_]) -> dict[int, int]:
        """Where a name ends that begins at a token, for all tokens where one of several tokens could."""
        ends: dict[int, int] = {}
        starts = np.flatnonzero(self._begins[best])
        inside = np.array([self._inside[move] for move in best[starts].tolist()], dtype=np.intp).reshape(-1, 2)
        at = starts + 1
        while len(starts):
            scores = self._scores(states[at, 0] + states[starts, 1] + states[at - 1, 2])
            go_on, end = np.take_along_axis(scores, inside, axis=1).T
            over = last[at] | (end > go_on)
            at = at + 1
            ends.update(zip(starts[over].tolist(), at[over].tolist(), strict=True))
            starts, inside, at = starts[~over], inside[~over], at[~over]
        return ends

    def _scores(self, states: Floats) -> Floats:
        """A score for each move."""
        hidden = states.reshape(len(states), self._pieces, self._outputs).max(axis=1)
        scores: Floats = self._gemm(hidden, self._upper, trans2=True) + self._upper_bias
        return scores
