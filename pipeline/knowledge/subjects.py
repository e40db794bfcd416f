"""Whether a text can hold phrases of some kinds at all, told from its letters alone, before it is cut into words.

Of every phrase the beginning is looked for, in the text without its white space: as far as it is the same in all that the
phrase matches, or until it is long enough to be rare. So a text without any of them holds none of the phrases; one that has
some may still hold none.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator

from pipeline.knowledge.language import knowledge
from pipeline.knowledge.strings import Strings
from pipeline.knowledge.trie import Node

ENOUGH = 10  # letters of a beginning
#: Letters whose folded form is longer than they are.
_LONGER = {ord(c): c.casefold() for c in map(chr, range(0x1_0000)) if len(c.casefold()) > 1}

Shape = tuple[tuple[int, str], ...]  # where in a beginning a word with capitals stands, and how it is written


class Beginnings:
    """The beginnings of the phrases of some kinds in one language's lexicon."""

    def __init__(self, root: Node, kinds: Iterable[str], spelling: Callable[[str], str] | None) -> None:
        found: dict[str, set[tuple[Shape, str]]] = {}
        for kind in kinds:
            for beginning, shape in _beginnings(root, kind, _leading(root, kind), "", ()):
                found.setdefault(beginning, set()).add((shape, kind))
        self._kinds = [sorted(shapes) for shapes in found.values()]
        self._strings = Strings(list(found))
        self._spelling = spelling

    def kinds_in(self, text: str) -> set[str]:
        """The kinds of which a phrase can stand in the text; of the others none does."""
        text = "".join((self._spelling(text) if self._spelling else text).split())
        folded = text.casefold()
        if len(folded) != len(text):
            text = text.translate(_LONGER)
        return {
            kind
            for number, start, _ in self._strings.places(folded)
            for shape, kind in self._kinds[number]
            if all(text.startswith((word, word.upper()), start + at) for at, word in shape)
        }


@functools.cache
def beginnings(code: str | None, *kinds: str) -> Beginnings:
    """The beginnings of the phrases of these kinds; ``code`` as for :func:`pipeline.knowledge.language.knowledge`."""
    language = knowledge(code)
    return Beginnings(language.lexicon.root, kinds, language.spelling)


def _leading(root: Node, kind: str) -> dict[int, bool]:
    """For each node, by its identity, whether a phrase of this kind ends there or behind it."""
    known: dict[int, bool] = {}

    def leads(node: Node) -> bool:
        if id(node) not in known:
            behind = [leads(n) for n in _behind(node)]
            known[id(node)] = any(e.kind == kind for e in node.entries) or any(behind)
        return known[id(node)]

    leads(root)
    return known


def _behind(node: Node) -> Iterator[Node]:
    yield from (child for row in node.words.values() for _, child in row)
    yield from (child for row in node.stems.values() for _, _, child in row)


def _beginnings(
    node: Node, kind: str, leading: dict[int, bool], so_far: str, shape: Shape
) -> Iterator[tuple[str, Shape]]:
    if len(so_far) >= ENOUGH or any(e.kind == kind for e in node.entries):
        yield so_far, shape
        return
    for key, row in node.words.items():
        for exact, child in row:
            if leading[id(child)]:
                yield from _beginnings(child, kind, leading, so_far + key, _with(shape, so_far, exact))
    for key, rows in node.stems.items():
        for exact, endings, child in rows:
            if not leading[id(child)]:
                continue
            after = _with(shape, so_far, exact)
            if endings is None or len(so_far) + len(key) >= ENOUGH:
                yield so_far + key, after
            else:
                for ending in sorted(endings):
                    yield from _beginnings(child, kind, leading, so_far + key + ending, after)


def _with(shape: Shape, so_far: str, exact: str | None) -> Shape:
    return (*shape, (len(so_far), exact.translate(_LONGER))) if exact else shape
