"""Memory: what is loaded is kept small, and what is remembered of articles has a bound."""

from __future__ import annotations

import functools
import gc
import gzip
import random
import sys
import tracemalloc
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from langdetect import DetectorFactory, detect_langs
from langdetect.lang_detect_exception import LangDetectException

from pipeline.annotate import memory_zone, pipeline_for
from pipeline.doc import vocabulary
from pipeline.extract import Extractor
from pipeline.knowledge import language, lexicon
from pipeline.knowledge.arbiter import vote
from pipeline.knowledge.lexicon import Lexicon
from pipeline.knowledge.paths import models_dir
from pipeline.knowledge.places import PlaceName, gazetteer
from pipeline.knowledge.spelling import unmarked
from pipeline.knowledge.trie import Entry, Node
from pipeline.ner import encoder, features
from pipeline.records import Article
from pipeline.runs.manners import keep_loaded
from pipeline.text import TOKEN

ROOT = Path(__file__).parents[1]
SAMPLES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").rglob("*.txt"))]


def nodes(lexicon: Lexicon) -> int:
    """How many different nodes there are."""
    seen: set[int] = set()
    left: list[Node] = [lexicon.root]
    while left:
        node = left.pop()
        if id(node) not in seen:
            seen.add(id(node))
            left += [row[-1] for rows in (*node.words.values(), *node.stems.values()) for row in rows]
    return len(seen)


@pytest.mark.parametrize("code", ["lv", "fr", "cs-x-plain", None])
def test_a_finished_lexicon_finds_the_same_in_the_same_order(code: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    small = language._compile(code).lexicon
    monkeypatch.setattr(Lexicon, "finish", lambda self: None)
    whole = language._compile(code).lexicon
    assert nodes(small) * 5 < nodes(whole)
    for text in SAMPLES[::4]:
        words = TOKEN.findall(text)
        assert small.find(words) == whole.find(words)


def test_phrases_that_end_alike_share_their_ends() -> None:
    lexicon, entry = Lexicon({"n": ["", "s"]}), Entry("k", None, "r")
    for first in "abcde":
        lexicon.add(f"{first} town~n (of) {{Riga|Ogre}}", entry)
    before = nodes(lexicon)
    lexicon.finish()
    assert (before, nodes(lexicon)) == (1 + 5 * (2 + 5), 1 + 4)
    lexicon.finish()
    assert [m.endings for m in lexicon.find(["d", " ", "towns", " ", "of", " ", "Riga"])] == [("s",)]
    assert not lexicon.find(["d", " ", "towns", " ", "of", " ", "riga"])


def test_what_ends_alike_but_means_something_else_stays_apart() -> None:
    lexicon = Lexicon()
    one, two = Entry("k", 1, "r"), Entry("k", 2, "r")
    lexicon.add("a end", one)
    lexicon.add("b end", two)
    lexicon.finish()
    assert [m.entry.value for m in lexicon.find(["b", " ", "end", " ", "a", " ", "end"])] == [2, 1]


def test_a_finished_lexicon_takes_nothing_more() -> None:
    lexicon = Lexicon()
    lexicon.add("a b", Entry("k", None, "r"))
    lexicon.finish()
    with pytest.raises(ValueError, match="finished"):
        lexicon.add("c", Entry("k", None, "r"))


@pytest.mark.parametrize(
    "text", [*(" ".join(t.split())[:1500] for t in SAMPLES[::20]), "", "123", "Καλημέρα κόσμε", "漢字"]
)
def test_the_arbiter_says_what_langdetect_says(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DetectorFactory, "seed", 0)
    try:
        wanted = {found.lang: found.prob for found in detect_langs(text)}
    except LangDetectException:
        wanted = {}
    assert vote(text) == wanted
    assert vote(text) == wanted  # from what it has written out by now


def test_the_gazetteer_holds_every_line_of_its_file() -> None:
    lines = gzip.decompress((models_dir() / "places" / "places.tsv.gz").read_bytes()).decode("utf8").splitlines()
    for line in lines[::97]:
        name, code, people, *local = line.split("\t")
        assert PlaceName(local[0] if local else name, code, int(people)) in gazetteer().get(name.casefold())
        assert len(name) < 5 or gazetteer().get(unmarked(name.casefold()))
    assert gazetteer().get("riga, but not quite") == ()


def wordy(number: int) -> str:
    """A sample with 1,200 words behind it that no other text has, capital letters and dates among them."""
    chance = random.Random(number)
    words = ["".join(chance.choices("aeiouklmnprstvz", k=12)) for _ in range(1200)]
    lines = [
        f"{' '.join(words[i : i + 20])}, {words[i].title()} {1 + i % 28}.{1 + i % 12}.2019." for i in range(0, 1200, 20)
    ]
    return (
        SAMPLES[number % 4 * 20]
        + "\n\n"
        + "\n".join(lines)
        + f"\n\n{words[0].title()} {words[1].title()}: {words[2]}\n"
    )


def test_a_vocabulary_that_has_read_much_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = pipeline_for("lv")
    monkeypatch.setattr(vocabulary, "MOST", len(nlp.vocab) + 100)
    with memory_zone():
        kept = nlp.make_doc(wordy(0))
        before = nlp.vocab
    assert kept.vocab is before is not nlp.vocab
    assert nlp.make_doc("Projekts").vocab is nlp.vocab
    assert len(nlp.vocab) < len(before) - 1000


def test_a_vocabulary_that_a_component_holds_on_to_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("attribute_ruler")
    before = nlp.vocab
    monkeypatch.setattr(vocabulary, "MOST", -1)
    vocabulary.renew_vocabulary(nlp)
    assert nlp.vocab is before


def read(numbers: range, extractor: Extractor) -> None:
    with extractor.memory_zone():
        for number in numbers:
            extractor.extract(Article(uri="a.txt", content=wordy(number)))


def caches() -> Iterator[tuple[str, Any]]:
    """What remembers what a function gave, by its full name."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith("pipeline."):
            for attribute, value in vars(module).items():
                if hasattr(value, "cache_info") and value.__module__ == name:
                    yield f"{name}.{attribute}", value


def test_what_is_remembered_without_a_bound_does_not_depend_on_words() -> None:
    extractor = Extractor(contacts=True)
    read(range(8), extractor)
    sizes = {n: c.cache_info().currsize for n, c in caches() if c.cache_info().maxsize is None}
    assert sizes["pipeline.knowledge.language.knowledge"]
    read(range(8, 12), extractor)
    assert {n: c.cache_info().currsize for n, c in caches() if n in sizes} == sizes


def test_the_words_that_open_no_phrase_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "KEPT", 10)
    phrases = Lexicon()
    phrases.add("b c", Entry("k", None, "r"))
    for n in range(100):
        assert len(phrases.find([f"a{n}", "b", " ", "c"])) == 1
        assert len(phrases._opens) <= 10


@pytest.mark.slow
def test_new_words_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is kept up to a number is kept up to a small one here, so that it is full soon.
    monkeypatch.setattr(lexicon, "KEPT", 100)
    monkeypatch.setattr(encoder, "KEPT", 100)
    monkeypatch.setattr(features, "_spelling", functools.lru_cache(100)(features._spelling.__wrapped__))
    extractor = Extractor(contacts=True)
    read(range(8), extractor)
    gc.collect()
    tracemalloc.start()
    try:
        sizes = []
        for start in (100, 112, 124):
            read(range(start, start + 12), extractor)
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    # 14,400 new words in each round: kept, they would be a million bytes and more.
    assert sizes[2] - sizes[1] < 300_000, sizes


def test_what_is_loaded_is_left_out_of_collections() -> None:
    class Cycle:
        def __init__(self) -> None:
            self.me = self

    garbage = weakref.ref(Cycle())
    try:
        keep_loaded(3)
        assert not gc.get_freeze_count()
        keep_loaded(4)
        assert gc.get_freeze_count() > 1000
        assert garbage() is None
    finally:
        gc.unfreeze()
