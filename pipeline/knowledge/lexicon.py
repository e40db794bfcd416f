r"""Phrases with inflection, looked up in linear time.

A phrase is written as words; each word is one of

=============  ==================================================================================
``word``       the word itself
``stem~class`` the stem with any ending of the pack's inflection class, the empty one included if listed
``stem*``      the stem with any letters behind it
``(word)``     the word may be missing
``{a|b}``      either (a word of the phrase, or a part of one)
=============  ==================================================================================

A word written with a capital letter matches only with that capital (or in ALL CAPS); a word in lower case
matches in any case. A full stop in a phrase may be missing in the text, but for initials in a row (``a. s.``). White space and one line break may
stand between the words.

All phrases of a language share one trie over tokens. At every token the trie looks at the word and at those
of its prefixes whose length occurs as a stem: the work a token costs is bounded by the word's length, not by
the number of phrases (the idea of Aho and Corasick, on words, with restarts since phrases are short).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import regex

from pipeline.errors import KnowledgeError
from pipeline.knowledge.trie import Entry, Node, merge
from pipeline.text import WORD

_ALTERNATIVES = regex.compile(r"\{([^{}]*)\}")
_INITIAL = regex.compile(r"(?<![\p{L}*~])\p{L}\.")
_OPTIONAL = regex.compile(r"\(([^()]*)\)")
_PIECE = regex.compile(rf"\d+|{WORD}(?:\*|~\w*)?|[^\s]")
MAX_WORDS = 24
KEPT = 4_000  # words of which it is remembered whether a phrase begins with them: those of some hundred articles


# The capitals that a word must have, whether it is a whole word or a stem, what stands behind the stem, where it leads.
Step = tuple[str | None, bool, tuple[str, ...], Node]


@dataclass(slots=True)
class Match:
    start: int  # index of the first token
    end: int  # behind the last
    entry: Entry
    endings: tuple[str, ...]  # what stood behind each stem of the phrase


class Lexicon:
    """Phrases of one language with what they stand for."""

    def __init__(
        self, endings: Mapping[str, Sequence[str]] | None = None, spelling: Callable[[str], str] | None = None
    ) -> None:
        self.spelling = spelling
        spell = spelling or str
        self.endings = {
            spell(name): frozenset(spell(e).casefold() for e in items) for name, items in (endings or {}).items()
        }
        self.root = Node()
        self._opens: dict[str, tuple[Step, ...]] = {}
        self._finished = False

    def add(self, phrase: str, entry: Entry) -> None:
        """Add a phrase; raises KnowledgeError where its notation is wrong, ValueError where the lexicon is finished.

        The phrase is followed through the trie part by part, so that what its variants begin alike is walked once.
        """
        if self._finished:
            raise ValueError("a finished lexicon takes no further phrases")
        self._opens.clear()
        ends: dict[int, Node] = {id(self.root): self.root}
        for choices in _parts(self.spelling(phrase) if self.spelling else phrase, entry.rule):
            reached: dict[int, Node] = {}
            for node in ends.values():
                for pieces in choices:
                    child = self._descend(node, pieces, entry, phrase)
                    reached[id(child)] = child
            ends = reached
        if id(self.root) in ends:
            raise KnowledgeError(f"{entry.rule}: the phrase {phrase!r} has no word in it.")
        for node in ends.values():
            node.entries = (*node.entries, entry)

    def finish(self) -> None:
        """Brings the lexicon down to a twentieth of its size; it finds the same, and nothing can be added any more."""
        if not self._finished:
            self._finished = True
            merge(self.root)

    def _descend(self, node: Node, pieces: Sequence[str], entry: Entry, phrase: str) -> Node:
        for piece in pieces:
            word, star, _ = piece.partition("*")
            stem, tilde, name = word.partition("~")
            exact = sys.intern(stem) if stem != stem.lower() else None
            key = sys.intern(stem.casefold())
            if tilde or star:
                if tilde and name not in self.endings:
                    raise KnowledgeError(
                        f"{entry.rule}: the phrase {phrase!r} names the endings {name!r}, which the pack does not define."
                    )
                node = node.stem(key, exact, self.endings[name] if tilde else None)
            else:
                node = node.word(key, exact)
        return node

    def find(self, words: Sequence[str]) -> list[Match]:
        """All matches, overlapping ones included, in order of start and then length."""
        if self.spelling:
            words = [self.spelling(w) for w in words]
        folded = [w.casefold() for w in words]
        found: list[Match] = []
        opens = self._opens
        for i, word in enumerate(folded):
            steps = opens.get(word)
            if steps is None:
                steps = self._steps(word)
            for exact, whole, ends, child in steps:
                shape = words[i]
                if exact is None or (
                    shape in (exact, exact.upper()) if whole else shape.startswith((exact, exact.upper()))
                ):
                    self._arrive(child, i, i + 1, words, folded, ends, found)
        return found

    def _steps(self, word: str) -> tuple[Step, ...]:
        """How phrases begin with this word, whatever its capitals; kept, since most words of a text are common ones."""
        root = self.root
        steps: list[Step] = [(exact, True, (), child) for exact, child in root.words.get(word, ())]
        for length in root.lengths:
            if length > len(word):
                break
            rest = word[length:]
            steps += [
                (exact, False, (rest,), child)
                for exact, allowed, child in root.stems.get(word[:length], ())
                if allowed is None or rest in allowed
            ]
        if len(self._opens) >= KEPT:
            self._opens.clear()
        self._opens[word] = () if word.isspace() else tuple(steps)
        return self._opens[word]

    def _walk(
        self,
        node: Node,
        start: int,
        i: int,
        words: Sequence[str],
        folded: Sequence[str],
        ends: tuple[str, ...],
        found: list[Match],
    ) -> None:
        if i >= len(folded) or i - start > MAX_WORDS:
            return
        if folded[i].isspace():  # white space between words; one line break at the most
            breaks = 0
            while i < len(folded) and folded[i].isspace():
                breaks += folded[i].count("\n")
                i += 1
            if breaks > 1 or i >= len(folded):
                return
        word, shape = folded[i], words[i]
        for exact, child in node.words.get(word, ()):
            if exact is None or shape == exact or shape == exact.upper():
                self._arrive(child, start, i + 1, words, folded, ends, found)
        for length in node.lengths:
            if length > len(word):
                break
            for exact, allowed, child in node.stems.get(word[:length], ()):
                rest = word[length:]
                if (allowed is None or rest in allowed) and (exact is None or shape.startswith((exact, exact.upper()))):
                    self._arrive(child, start, i + 1, words, folded, (*ends, rest), found)

    def _arrive(
        self,
        node: Node,
        start: int,
        i: int,
        words: Sequence[str],
        folded: Sequence[str],
        ends: tuple[str, ...],
        found: list[Match],
    ) -> None:
        for entry in node.entries:
            found.append(Match(start, i, entry, ends))
        if node.words or node.stems:
            self._walk(node, start, i, words, folded, ends, found)


def _parts(phrase: str, rule: str) -> list[list[list[str]]]:
    """The phrase cut at its outer spaces; of each part all variants, of each variant its words and marks."""
    initials = len(_INITIAL.findall(phrase)) > 1  # "a. s." without its stops is two other words
    return [
        list(
            {
                tuple(c): c
                for variant in _alternatives(part, phrase, rule)
                for c in _optional_stops(_PIECE.findall(variant), initials)
            }.values()
        )
        for part in _cut(phrase, rule)
    ]


def _cut(phrase: str, rule: str) -> list[str]:
    parts, depth = [""], 0
    for c in phrase:
        depth += (c in "({") - (c in ")}")
        if c == " " and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    if depth:
        raise KnowledgeError(f"{rule}: the phrase {phrase!r} has a bracket that is not closed.")
    return [p for p in parts if p]


def _alternatives(part: str, phrase: str, rule: str) -> list[str]:
    """Write out ``{a|b}`` and ``(word)``, the innermost first."""
    while "(" in part:
        part, changed = _OPTIONAL.subn(r"{\1|}", part)
        if not changed:
            break
    inner = _ALTERNATIVES.search(part)
    if inner is None:
        if any(mark in part for mark in "(){}"):
            raise KnowledgeError(f"{rule}: the phrase {phrase!r} has a bracket that is not closed.")
        return [part]
    variants = (part[: inner.start()] + choice + part[inner.end() :] for choice in inner[1].split("|"))
    return list(dict.fromkeys(done for variant in variants for done in _alternatives(variant, phrase, rule)))


def _optional_stops(pieces: list[str], initials: bool) -> Iterable[list[str]]:
    """A part of a phrase with its full stops, and without any; ``initials`` keep theirs."""
    yield pieces
    bare = [p for p in pieces if p != "."]
    if bare and len(bare) != len(pieces) and not (initials and len(bare[-1]) == 1):
        yield bare
