"""The first layers of the name models: hashed columns of :mod:`pipeline.ner.features`, then spaCy's window encoder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.ml.models.tok2vec import MaxoutWindowEncoder
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array

from pipeline.ner.features import COLUMNS, columns_of


@registry.architectures("granthound.ColumnsTok2Vec.v1")  # type: ignore[untyped-decorator]
def columns_tok2vec(
    width: int, depth: int, window_size: int, maxout_pieces: int, sizes: dict[str, list[int]]
) -> Model[list[Doc], list[Any]]:
    """``sizes`` gives rows and width of the embedding of each column; columns that it leaves out are not used.

    Embeddings are as wide as they have something to tell (a column of marks needs few dimensions), which makes the mixing
    layer, the dearest of a hashed embedding, several times cheaper than one width for all.
    """
    embeddings: list[Model[Any, Any]] = [
        HashEmbed(wide, rows, column=COLUMNS.index(name), seed=8 + i, dropout=0.0)
        for i, (name, (rows, wide)) in enumerate(sorted(sizes.items(), key=lambda item: COLUMNS.index(item[0])))
    ]
    total = sum(wide for _, wide in sizes.values())
    embed: Model[Any, Any] = chain(
        _columns_layer(),
        list2ragged(),
        with_array(concatenate(*embeddings)),
        with_array(Maxout(width, total, nP=3, dropout=0.0, normalize=True)),
        ragged2list(),
    )
    encode = MaxoutWindowEncoder(width=width, depth=depth, window_size=window_size, maxout_pieces=maxout_pieces)
    tok2vec: Model[list[Doc], list[Any]] = chain(embed, encode)
    tok2vec.set_dim("nO", width)
    tok2vec.set_ref("embed", embed)
    tok2vec.set_ref("encode", encode)
    return tok2vec


def _columns_layer() -> Model[list[Doc], list[Any]]:
    return Model("granthound_columns", _forward)


def _forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[list[Any], Callable[[Any], list[Any]]]:
    return [model.ops.xp.asarray(columns_of(doc), dtype="uint64") for doc in docs], lambda gradient: []
