"""What a name model makes of tokens, worked out with a few matrix products instead of the hundred small steps of the model.

It is the network of :mod:`pipeline.ner.layers` with the trained weights as they are; thinc runs it where a model is trained or
measured, this runs it where articles are read. What comes out is the same up to the rounding of 32-bit floats:

- An embedding of a cell is the sum of four rows of its table, which the cell's hash chooses. It depends on nothing but the
  cell, so the embeddings of a word's spelling, and those of what is marked there, are kept for the next time.
- Then there are layers: the largest of a few products with a matrix, brought to mean 0 and variance 1, scaled and shifted. The
  first one mixes a token's embeddings; each of the others reads a token between its neighbours and is added to what it read.
- Ranges of tokens stand in one array, with rows of zeros before, between and after them, one for each layer and neighbour, so
  that nothing is told from one to another. spaCy's encoder does so, too: the rows of zeros are read as if they were tokens.

Products are thinc's: numpy's would start threads of its own, and with several processes those are in each other's way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray
from thinc.api import Model

from pipeline.ner.features import SPELLING, Columns

Floats = NDArray[np.float32]
#: So many words' embeddings are kept, about 1 kB each, before all are forgotten.
KEPT = 4096


class Encoder:
    """The layers up to the window encoder of a model that ``granthound.ColumnsTok2Vec.v1`` has made."""

    def __init__(self, tok2vec: Model[Any, Any]) -> None:
        embed, encode = tok2vec.get_ref("embed"), tok2vec.get_ref("encode")
        tables = _named(embed, "hashembed")
        width = len(SPELLING)
        self._spelling = _Embeddings([t for t in tables if t.attrs["column"] < width])
        self._marks = _Embeddings([t for t in tables if t.attrs["column"] >= width])
        self._mix, *_ = _layers(embed)
        self._layers = _layers(encode)
        self._window = _named(encode, "expand_window")[0].attrs["window_size"]

    def __call__(self, cells: Columns, lengths: Sequence[int]) -> Floats:
        """A vector for each row of ``cells``; ``lengths`` says how many rows each range of tokens has."""
        mixed = self._mix(np.hstack([self._spelling(cells), self._marks(cells)]))
        gap, width = len(self._layers) * self._window, mixed.shape[1]
        at = np.arange(len(cells)) + gap * np.repeat(np.arange(1, len(lengths) + 1), lengths)
        count, side = len(cells) + gap * (len(lengths) + 1), self._window
        padded = np.zeros((count + 2 * side, width), dtype=np.float32)
        rows = padded[side : side + count]
        rows[at] = mixed
        # Row i is rows i - side to i + side in a line, which is how they lie in memory.
        windows = as_strided(padded, (count, width * (2 * side + 1)), padded.strides, writeable=False)
        for layer in self._layers[:-1]:
            rows += layer(windows)
        vectors: Floats = rows[at] + self._layers[-1](windows[at])
        return vectors


class _Embeddings:
    """The embeddings of some columns side by side."""

    def __init__(self, tables: list[Model[Any, Any]]) -> None:
        self._columns = [t.attrs["column"] for t in tables]
        self._tables = [(t.attrs["seed"], t.get_param("E")) for t in tables]
        self._hash = tables[0].ops.hash
        self._kept: dict[bytes, Floats] = {}

    def __call__(self, cells: Columns) -> Floats:
        own = np.ascontiguousarray(cells[:, self._columns])
        keys: list[bytes] = own.view(f"V{own.itemsize * own.shape[1]}").ravel().tolist()
        kept = self._kept
        if len(kept) > KEPT:
            kept = self._kept = {}
        new = [key for key in dict.fromkeys(keys) if key not in kept]
        if new:
            kept.update(zip(new, self._embed(np.frombuffer(b"".join(new), own.dtype)), strict=True))
        return np.concatenate([kept[key] for key in keys]).reshape(len(keys), -1)

    def _embed(self, cells: Columns) -> Floats:
        by_column = np.ascontiguousarray(cells.reshape(-1, len(self._tables)).T)
        return np.hstack(
            [
                table[self._hash(ids, seed) % len(table)].sum(axis=1)
                for ids, (seed, table) in zip(by_column, self._tables, strict=True)
            ]
        )


class _Layer:
    """Maxout and layer normalisation."""

    def __init__(self, maxout: Model[Any, Any], norm: Model[Any, Any]) -> None:
        weights: Any = maxout.get_param("W")
        bias: Any = maxout.get_param("b")
        self._outputs, self._pieces, inputs = weights.shape
        # Pieces side by side: the largest is then found row by row, not number by number.
        self._weights = np.ascontiguousarray(weights.transpose(1, 0, 2)).reshape(-1, inputs)
        self._bias = np.ascontiguousarray(bias.T).ravel()
        self._scale: Any = norm.get_param("G")
        self._shift: Any = norm.get_param("b")
        self._gemm: Any = maxout.ops.gemm

    def __call__(self, rows: Floats) -> Floats:
        pieces = self._gemm(rows, self._weights, trans2=True)
        pieces += self._bias
        out: Floats = pieces.reshape(-1, self._pieces, self._outputs).max(axis=1)
        out -= out.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", out, out)
        variance /= self._outputs
        variance += 1e-8
        out /= np.sqrt(variance)[:, None]
        out *= self._scale
        out += self._shift
        return out


def _layers(model: Model[Any, Any]) -> list[_Layer]:
    return [_Layer(m, n) for m, n in zip(_named(model, "maxout"), _named(model, "layernorm"), strict=True)]


def _named(model: Model[Any, Any], name: str) -> list[Model[Any, Any]]:
    return [layer for layer in model.walk() if layer.name == name]
