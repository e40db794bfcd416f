"""Train a name model again, from the data, with fixed seeds.

    python -m tools.ner.train MODEL --corpora FOLDER [--out FOLDER]

MODEL is a recipe of ``models/ner/recipes.yaml``; ``--corpora`` holds the public corpora as ``<language>/<name>.jsonl.gz``
(their sources and licences stand in the model cards). The epoch is chosen on the development parts; test parts are never read.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam

import pipeline.ner.layers  # noqa: F401  registers the architecture
from tools.ner.augment import Augmenter
from tools.ner.corpora import Sentence, other, own
from tools.ner.measure import measure

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Recipe:
    """``train`` and ``dev`` name corpora (``lv/train``: a public one, ``lv.train``: our own), ``train`` with how often they are
    read an epoch. ``start`` names the model whose weights training begins with."""

    train: dict[str, float]
    dev: list[str]
    start: str | None = None
    epochs: int = 20
    patience: int = 5
    dropout: float = 0.3
    rate: float = 0.001
    swap: float = 0.3
    hide: float = 0.3
    seed: int = 1
    width: int = 96
    depth: int = 4
    sizes: dict[str, list[int]] = field(default_factory=dict)


def recipe(name: str, folder: Path) -> Recipe:
    """The recipe of a model, over what is common to all."""
    data = yaml.safe_load((folder / "recipes.yaml").read_text(encoding="utf-8"))
    return Recipe(**{**data["common"], **data["models"][name]})


def load(source: str, corpora: Path) -> list[Sentence]:
    """A corpus by its name in a recipe."""
    if "/" in source:
        return other(corpora / f"{source}.jsonl.gz")
    return own(ROOT / "models" / "training", *source.split(".", 1))


def blank(r: Recipe) -> Language:
    """An untrained model."""
    nlp = spacy.blank("xx")
    tok2vec = {
        "@architectures": "granthound.ColumnsTok2Vec.v1", "width": r.width, "depth": r.depth, "window_size": 1,
        "maxout_pieces": 3, "sizes": r.sizes,
    }  # fmt: skip
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
        "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": tok2vec,
    }  # fmt: skip
    nlp.add_pipe("ner", config={"model": model})
    return nlp


def train(r: Recipe, corpora: Path, models: Path, out: Path) -> None:
    """Trains, and leaves the best epoch's model in ``out``."""
    fix_random_seed(r.seed)
    sources = [(load(name, corpora), times) for name, times in r.train.items()]
    dev = [s for name in r.dev for s in load(name, corpora)]
    every = [s for sentences, _ in sources for s in sentences]
    augment = Augmenter(every, r.swap, r.hide, r.seed)
    nlp = spacy.load(models / r.start) if r.start else blank(r)
    if not r.start:
        nlp.initialize(lambda: [_example(nlp, s) for s in every])
    optimizer = Adam(r.rate, L2=0.01, grad_clip=1.0, use_averages=True)
    chance, best, waited = random.Random(r.seed), 0.0, 0
    for epoch in range(r.epochs):
        losses: dict[str, float] = {}
        for batch in _batches([augment(s) for s in _pool(sources, chance)], words=min(400 + 200 * epoch, 1500)):
            nlp.update([_example(nlp, s) for s in batch], drop=r.dropout, sgd=optimizer, losses=losses)
        with nlp.use_params(optimizer.averages):
            figures = measure(nlp, dev)
            print(f"epoch {epoch}  loss {losses['ner']:.0f}  dev {figures.row()}", flush=True)
            waited += 1
            if figures.f1() > best:
                best, waited = figures.f1(), 0
                nlp.to_disk(out, exclude=["vocab"])  # no word of the text: the columns are hashes
        if waited >= r.patience:
            break


def _pool(sources: list[tuple[list[Sentence], float]], chance: random.Random) -> list[Sentence]:
    pool: list[Sentence] = []
    for sentences, times in sources:
        pool += sentences * int(times)
        pool += chance.sample(sentences, int(len(sentences) * (times % 1)))
    chance.shuffle(pool)
    return pool


def _batches(sentences: list[Sentence], words: int) -> list[list[Sentence]]:
    batches: list[list[Sentence]] = [[]]
    size = 0
    for s in sentences:
        batches[-1].append(s)
        size += len(s.words)
        if size >= words:
            batches.append([])
            size = 0
    return [b for b in batches if b]


def _example(nlp: Language, s: Sentence) -> Example:
    return Example(s.document(nlp.vocab), s.reference(nlp.vocab))


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("model")
    given.add_argument("--corpora", type=Path, required=True)
    given.add_argument("--out", type=Path)
    args: Any = given.parse_args()
    models = ROOT / "models" / "ner"
    train(recipe(args.model, models), args.corpora, models, args.out or models / args.model)


if __name__ == "__main__":
    main()
