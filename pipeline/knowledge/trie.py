"""The trie behind a lexicon: nodes, and how their number is brought down.

Phrases differ at their beginnings and end alike: the same few words and endings follow a hundred stems. Written out, a
language has some 100,000 nodes; with those that are alike made one, some 5,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Word = tuple[str | None, "Node"]
Stem = tuple[str | None, frozenset[str] | None, "Node"]


@dataclass(slots=True)
class Entry:
    """What a phrase stands for: a kind (``cue.lead``) and whatever the kind carries."""

    kind: str
    value: Any
    rule: str


class Node:
    """What may come next: ``words`` and ``stems`` by their folded form, each with the capitals that it must have and where
    it leads; a stem has the endings allowed behind it, too. ``lengths`` are those of the stems; ``entries`` what ends here."""

    __slots__ = ("entries", "lengths", "stems", "words")

    def __init__(self) -> None:
        # Most nodes lead nowhere: what is empty is one and the same object in all of them.
        self.words: dict[str, tuple[Word, ...]] = _NO_WORDS
        self.stems: dict[str, tuple[Stem, ...]] = _NO_STEMS
        self.lengths: tuple[int, ...] = ()
        self.entries: tuple[Entry, ...] = ()

    def word(self, key: str, exact: str | None) -> Node:
        """The node behind a word, made if it is not there; ``exact`` is how the word must be written."""
        if self.words is _NO_WORDS:
            self.words = {}
        row = self.words.get(key, ())
        for have, child in row:
            if have == exact:
                return child
        child = Node()
        self.words[key] = (*row, (exact, child))
        return child

    def stem(self, key: str, exact: str | None, allowed: frozenset[str] | None) -> Node:
        """The node behind a stem with one of the ``allowed`` endings (None: any), made if it is not there."""
        if self.stems is _NO_STEMS:
            self.stems = {}
        row = self.stems.get(key, ())
        for have, ends, child in row:
            if have == exact and ends == allowed:
                return child
        child = Node()
        self.stems[key] = (*row, (exact, allowed, child))
        if len(key) not in self.lengths:
            self.lengths = tuple(sorted((*self.lengths, len(key))))
        return child


_NO_WORDS: dict[str, tuple[Word, ...]] = {}
_NO_STEMS: dict[str, tuple[Stem, ...]] = {}


def merge(root: Node) -> None:
    """Makes one node of all that are alike. Afterwards a node may have several before it, so nothing can be added.

    Entries are told apart by identity, so those that say the same should be one object.
    """
    _merged(root, {}, {})


def _merged(node: Node, nodes: dict[Any, Node], rows: dict[Any, Any]) -> Node:
    """The node that stands for this one. Those behind it are merged first: then nodes are alike that lead to the same ones,
    in the same order, since matches are found in it."""
    entries = tuple(map(id, node.entries))
    if not node.words and not node.stems:
        return nodes.setdefault(entries, node)
    for word, row in node.words.items():
        follow = tuple([(exact, _merged(child, nodes, rows)) for exact, child in row])
        node.words[word] = rows.setdefault(follow, follow)
    for stem, line in node.stems.items():
        behind = tuple([(exact, allowed, _merged(child, nodes, rows)) for exact, allowed, child in line])
        node.stems[stem] = rows.setdefault(behind, behind)
    return nodes.setdefault((entries, tuple(node.words.items()), tuple(node.stems.items())), node)
