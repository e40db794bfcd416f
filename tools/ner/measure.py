"""Exact-span figures of a model per label.

    python -m tools.ner.measure MODEL FILE... [--part test]

FILE is a corpus as JSON Lines (.jsonl.gz, its folder its language) or our own text (<language>.<part>.txt).
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.language import Language

import pipeline.ner.layers  # noqa: F401  registers the architecture
from tools.ner.corpora import Sentence, other, own

THREE = ("PER", "ORG", "LOC")


@dataclass(slots=True)
class Figures:
    """Counts of right, expected and found names per label; words a second of the model alone."""

    right: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    speed: float = 0.0

    def f1(self, *labels: str) -> float:
        """Micro F1 of these labels, of all where none is given; 0 where there is nothing."""
        use = labels or tuple(self.expected | self.found)
        total = sum(self.expected[x] + self.found[x] for x in use)
        return 2 * sum(self.right[x] for x in use) / total if total else 0.0

    def row(self) -> str:
        each = " ".join(f"{x} {self.f1(x):.3f}" for x in sorted(self.expected))
        return f"PER+ORG+LOC {self.f1(*THREE):.3f}  {each}  ({self.speed:,.0f} words/s)"


def measure(
    nlp: Language, sentences: list[Sentence], expected_in_all: Counter[str] | None = None, batch: int = 256
) -> Figures:
    """Reads the sentences with the model and compares. ``expected_in_all`` counts the names of the text, those that no
    sentence holds whole included: they are missed."""
    ner, out = nlp.get_pipe("ner"), Figures()
    docs = [s.document(nlp.vocab) for s in sentences]
    begun = time.perf_counter()
    for i in range(0, len(docs), batch):
        part = docs[i : i + batch]
        ner.set_annotations(part, ner.predict(part))  # type: ignore[attr-defined]
    out.speed = sum(map(len, docs)) / max(time.perf_counter() - begun, 1e-9)
    for doc, s in zip(docs, sentences, strict=True):
        expected, found = set(s.names), {(e.start, e.end, e.label_) for e in doc.ents}
        out.expected.update(n[2] for n in expected)
        out.found.update(n[2] for n in found)
        out.right.update(n[2] for n in expected & found)
    if expected_in_all is not None:
        out.expected = expected_in_all
    return out


def load(path: Path, *, whole: bool) -> list[Sentence]:
    """A file of either kind."""
    if path.name.endswith(".jsonl.gz"):
        return other(path, whole=whole)
    language, part, _ = path.name.split(".")
    return own(path.parent, language, part, whole=whole)


def main() -> None:
    nlp, every = spacy.load(sys.argv[1]), Figures()
    for name in sys.argv[2:]:
        expected = Counter(label for s in load(Path(name), whole=True) for *_, label in s.names)
        figures = measure(nlp, load(Path(name), whole=False), expected)
        every.right += figures.right
        every.expected += figures.expected
        every.found += figures.found
        every.speed = max(every.speed, figures.speed)
        print(name, figures.row(), flush=True)
    if len(sys.argv) > 3:
        print("all", every.row())


if __name__ == "__main__":
    main()
