"""What stands at a place: the tokens that are not white space, with the numbers and the lexicon's words for dates among them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from spacy.tokens import Doc

from pipeline.doc.mentions import Mention
from pipeline.doc.tokens import starts_of, words_of

FIRST_YEAR, LAST_YEAR = 1900, 2100
DASHES = frozenset("-–—‒−")
ORDINALS = frozenset("º°ª")
RELATIVE = {"date.last_year": -1, "date.this_year": 0, "date.next_year": 1}

# A date has a number or one of these words, and before it nothing but words of the second set. Behind a number of one or two
# digits stands a word of the lexicon, another number, an ending, or a mark; behind the mark the same, or a second mark.
_CORE = frozenset({"month", "date.seasons", *RELATIVE})
_LEADING = frozenset(
    {
        "date.range_from", "date.between", "date.since", "date.fillers", "date.weekdays", "date.early", "date.year_before",
    }
)  # fmt: skip
_BEHIND = DASHES | frozenset("./,")
_SECOND = DASHES | frozenset(".,")


class Tokens:
    """The tokens of a document without white space; ``n`` counts them. Words and numbers are kept by place where there are any:
    most tokens are neither."""

    def __init__(self, doc: Doc, groups: dict[str, list[Mention]], day_endings: frozenset[str]) -> None:
        words = words_of(doc)
        self.tokens = [i for i, word in enumerate(words) if not word.isspace()]
        self.text = [words[i] for i in self.tokens]
        self.day_endings = day_endings
        self.numbers = {
            n: int(word)
            for n, word in enumerate(self.text)
            if word < ":" and len(word) <= 4 and word.isdigit() and word.isascii()  # ":" follows "9": letters end here
        }
        self.kinds = self._kinds(groups)
        self._starts = starts_of(doc)

    def _kinds(self, groups: dict[str, list[Mention]]) -> dict[int, dict[str, tuple[object, int]]]:
        """By place and kind: the value of the longest phrase, and the place behind it."""
        place = dict(zip(self.tokens, count()))
        kinds: dict[int, dict[str, tuple[object, int]]] = {}
        for items in groups.values():
            for m in items:
                start, last = place.get(m.start), place.get(m.end - 1)
                if start is None or last is None:
                    continue
                here = kinds.setdefault(start, {})
                known = here.get(m.label)
                if known is None or last + 1 > known[1]:
                    here[m.label] = (m.value, last + 1)
        return kinds

    def __len__(self) -> int:
        return len(self.tokens)

    def openings(self) -> Sequence[int]:
        """The places where a date may begin, in order; no date and no range begins elsewhere."""
        opens: set[int] = set()
        for n in sorted(self.kinds.keys() | self.numbers.keys(), reverse=True):
            here = self.kinds.get(n)
            if (
                (n in self.numbers and self._number_opens(n))
                or (here and not _CORE.isdisjoint(here))
                or (here and any(end in opens for kind, (_, end) in here.items() if kind in _LEADING))
            ):
                opens.add(n)
        return sorted(opens)

    def _number_opens(self, n: int) -> bool:
        """The number is a year, or one of few digits and the two tokens behind it let it be a day or a month."""
        if len(self.text[n]) > 2:
            return FIRST_YEAR <= self.numbers[n] <= LAST_YEAR
        after, then = n + 1, n + 2
        if after in self.kinds or after in self.numbers:
            return True
        if after >= len(self.text):
            return False
        word = self.text[after]
        if word not in _BEHIND:
            return word in ORDINALS or word.casefold() in self.day_endings
        if then in self.kinds:
            return True
        if (
            then in self.numbers and word == "." and self.glued(after) and self.glued(then)
        ):  # 18.30 and 1.500 are no dates
            return 1 <= self.numbers[then] <= 12 or FIRST_YEAR <= self.numbers[then] <= LAST_YEAR
        if then in self.numbers or then >= len(self.text):
            return word != "," and then < len(self.text)
        return self.text[then] in _SECOND or (word in DASHES and self.text[then].casefold() in self.day_endings)

    def kind(self, n: int, name: str) -> int | None:
        """The place behind a phrase of this kind that begins at ``n``."""
        here = self.kinds.get(n)
        hit = here.get(name) if here else None
        return hit[1] if hit else None

    def skip(self, n: int, *names: str) -> int:
        """Step over phrases of these kinds."""
        here = self.kinds.get(n)
        moved = True
        while moved and here:
            moved = False
            for name in names:
                if here and name in here:
                    n, moved = here[name][1], True
                    here = self.kinds.get(n)
        return n

    def mark(self, n: int, marks: str | frozenset[str]) -> bool:
        return n < len(self.text) and self.text[n] in marks

    def glued(self, n: int) -> bool:
        """No space before token ``n``."""
        if n == 0 or n >= len(self.tokens):
            return False
        return self._starts[self.tokens[n]] == self._starts[self.tokens[n - 1]] + len(self.text[n - 1])

    def ends(self, start: int, end: int, endings: tuple[str, ...]) -> bool:
        """A word of the date carries one of these endings."""
        return bool(endings) and any(
            self.text[k].casefold().endswith(endings) for k in range(start, end) if self.text[k].isalpha()
        )

    def number(self, n: int) -> int | None:
        """The number of up to four digits that stands here."""
        return self.numbers.get(n)

    def alone(self, n: int) -> bool:
        """The number is not a part of a longer one (a decimal, a reference, an identifier)."""
        if n == 0 or not self.glued(n):
            return True
        if self.text[n - 1] == "." and n > 1 and self.glued(n - 1):
            return not (self.text[n - 2].isdigit() or self.text[n - 2].isupper())
        return self.text[n - 1][-1] not in "/_+#@€$£%°"
