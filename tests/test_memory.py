"""Memory: what is loaded is kept small, and what is remembered of articles has a bound."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from langdetect import DetectorFactory, detect_langs
from langdetect.lang_detect_exception import LangDetectException

from pipeline.knowledge import language
from pipeline.knowledge.arbiter import vote
from pipeline.knowledge.lexicon import Lexicon
from pipeline.knowledge.paths import models_dir
from pipeline.knowledge.places import PlaceName, gazetteer
from pipeline.knowledge.spelling import unmarked
from pipeline.knowledge.trie import Entry, Node
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
