"""Many strings looked for in a text at once, by the automaton of Aho and Corasick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick


class Strings:
    """Strings by their numbers; the empty one is found nowhere."""

    def __init__(self, strings: Sequence[str]) -> None:
        self._numbers = [number for number, string in enumerate(strings) if string]
        self._automaton = AhoCorasick([strings[n] for n in self._numbers])

    def places(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Number, start and end of every place where one of them stands, overlapping ones included."""
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            yield self._numbers[index], start, end

    def found(self, text: str) -> set[int]:
        """The numbers of those that stand in the text."""
        return {number for number, _, _ in self.places(text)}
