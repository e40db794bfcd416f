"""Our name models are worked out with a few large products; the model's own way, step by step, gives the same."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from thinc.api import Model

from pipeline.knowledge.paths import models_dir
from pipeline.ner import encoder
from pipeline.ner.encoder import Encoder
from pipeline.ner.features import COLUMNS
from pipeline.ner.moves import Moves, Name
from tools.ner.corpora import Sentence, own

FOLDER = Path(__file__).parents[1] / "models" / "training"


def component(name: str) -> Any:
    return spacy.load(models_dir() / "ner" / name).get_pipe("ner")


def first_layers(ner: Any) -> Model[Any, Any]:
    layers: Model[Any, Any] = ner.model.get_ref("tok2vec").layers[0]
    return layers


def cells(sentences: list[Sentence]) -> Any:
    return np.concatenate([s.columns for s in sentences])


def lengths(sentences: list[Sentence]) -> list[int]:
    return [len(s.words) for s in sentences]


def step_by_step(ner: Any, sentences: list[Sentence]) -> list[Name]:
    docs = [s.document(ner.vocab) for s in sentences]
    ner.set_annotations(docs, ner.predict(docs))
    found, start = [], 0
    for doc in docs:
        found += [(start + e.start, start + e.end, e.label_) for e in doc.ents]
        start += len(doc)
    return found


def at_once(ner: Any, sentences: list[Sentence]) -> list[Name]:
    vectors = Encoder(first_layers(ner))(cells(sentences), lengths(sentences))
    return Moves(ner)(vectors, lengths(sentences), blank(sentences))


def blank(sentences: list[Sentence]) -> Any:
    return np.array([word.isspace() for s in sentences for word in s.words])


@pytest.mark.parametrize(("model", "language"), [("lv", "lv"), ("cs", "cs"), ("multi", "de"), ("multi", "fi")])
def test_vectors_and_names_are_those_of_the_model_itself(model: str, language: str) -> None:
    ner, sentences = component(model), own(FOLDER, language, "test")
    encode, compared = Encoder(first_layers(ner)), 0
    for size in (1, 2, 7, 40):  # sentences that are read together
        for some in [sentences[i : i + size] for i in range(0, min(len(sentences), 60), size)]:
            docs = [s.document(ner.vocab) for s in some]
            wanted = np.concatenate(first_layers(ner).predict(docs))
            assert np.allclose(encode(cells(some), lengths(some)), wanted, atol=1e-4)
            names = step_by_step(ner, some)
            assert at_once(ner, some) == names
            compared += len(names)
    assert compared > 50


@pytest.mark.parametrize("seed", range(4))
def test_any_vectors_give_the_names_that_single_moves_give(seed: int) -> None:
    # Chance makes what text seldom has: names side by side, at the end of a sentence, beginning inside others, white space.
    ner, chance = component("multi"), np.random.default_rng(seed)
    sizes = [*range(1, 30), 1, 1000]
    words = [["\n" if chance.random() < 0.1 else "x" for _ in range(size)] for size in sizes]
    none = np.zeros((max(sizes), len(COLUMNS)), dtype=np.uint64)
    sentences = [Sentence(w, [False] * len(w), none[: len(w)], []) for w in words]
    width = first_layers(ner).get_dim("nO")
    vectors = chance.normal(0.0, 2.0, (sum(sizes), width)).astype(np.float32)
    found = Moves(ner)(vectors, sizes, blank(sentences))

    given = np.split(vectors, np.cumsum(sizes)[:-1])
    ner.model.get_ref("tok2vec").layers[0] = Model("given", lambda model, docs, is_train: (given, lambda d: []))
    assert found == step_by_step(ner, sentences)
    assert {"ORG", "PER", "LOC"} <= {label for *_, label in found}
    assert max(end - start for start, end, _ in found) > 2
    assert any(before[1] == behind[0] for before, behind in pairwise(found))


def test_what_is_remembered_of_words_has_a_bound_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ner, sentences = component("lv"), own(FOLDER, "lv", "test")[:40]
    fresh = [Encoder(first_layers(ner))(s.columns, lengths([s])) for s in sentences]
    monkeypatch.setattr(encoder, "KEPT", 50)
    encode, sizes = Encoder(first_layers(ner)), []
    for _ in range(2):
        for s, wanted in zip(sentences, fresh, strict=True):
            assert np.array_equal(encode(s.columns, lengths([s])), wanted)
            sizes.append(len(encode._spelling._kept))
    assert max(sizes) <= 50 + max(lengths(sentences))
    assert any(b < a for a, b in pairwise(sizes))
