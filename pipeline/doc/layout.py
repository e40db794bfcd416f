"""Lines, sentences and page furniture of a ``Doc``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from spacy.tokens import Doc

from pipeline.doc.mentions import blank_behind
from pipeline.doc.tokens import words_of

_KEY = "granthound.layout"
HEAD, FOOT = 15, 3  # lines at the top and the bottom of a page where a dateline stands
BULLETS = frozenset("•·▪▫◦●○■□►▶➤➢✓✔*‣⁃-–—>")
TERMINALS = frozenset(".!?…")
CLOSERS = frozenset("\"”“’')»]")
ENDINGS = CLOSERS | TERMINALS


@dataclass(slots=True)
class Line:
    """Tokens ``start``..``end`` of a line without its line break; ``blank_before`` counts the empty lines above it."""

    start: int
    end: int
    blank_before: int = 0
    bullet: bool = False
    furniture: bool = False


@dataclass(slots=True)
class Layout:
    """Where lines and sentences begin. Sentences never lie across furniture and text."""

    lines: list[Line] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    _line_starts: list[int] = field(default_factory=list)
    _furniture: frozenset[int] = frozenset()  # numbers of lines
    _sentence_starts: list[int] = field(default_factory=list)

    def index(self) -> None:
        self._line_starts = [line.start for line in self.lines]
        self._furniture = frozenset(number for number, line in enumerate(self.lines) if line.furniture)
        self._sentence_starts = [start for start, _ in self.sentences]

    def line_number(self, token: int) -> int:
        return max(bisect_right(self._line_starts, token) - 1, 0)

    def line(self, token: int) -> Line:
        return self.lines[max(bisect_right(self._line_starts, token) - 1, 0)]

    def sentence_number(self, token: int) -> int:
        return max(bisect_right(self._sentence_starts, token) - 1, 0)

    def sentence(self, token: int) -> tuple[int, int]:
        return self.sentences[max(bisect_right(self._sentence_starts, token) - 1, 0)]

    def furniture(self, token: int) -> bool:
        return bool(self._furniture) and self.line_number(token) in self._furniture

    def body_lines(self) -> list[Line]:
        return [line for line in self.lines if not line.furniture]


def set_layout(doc: Doc, layout: Layout) -> None:
    layout.index()
    doc.user_data[_KEY] = layout


def layout_of(doc: Doc) -> Layout:
    layout: Layout = doc.user_data[_KEY]
    return layout


def find_lines(doc: Doc) -> list[Line]:
    """Lines that hold more than white space."""
    words = words_of(doc)
    lines: list[Line] = []
    start = blanks = 0
    for stop in [*(i for i, word in enumerate(words) if word == "\n"), len(words)]:
        first, last = start, stop
        while first < last and words[first].isspace():
            first += 1
        while last > first and words[last - 1].isspace():
            last -= 1
        if first == last:
            blanks += 1
        else:
            bullet = words[first] in BULLETS and last > first + 1
            lines.append(Line(first, last, blanks, bullet))
            blanks = 0
        start = stop + 1
    return lines


def find_sentences(
    doc: Doc, lines: list[Line], abbreviations: frozenset[str], dated: frozenset[int] = frozenset()
) -> list[tuple[int, int]]:
    """Sentences: a line break ends one unless the next line goes on in lower case; a full stop does unless it
    belongs to a number, an initial or an abbreviation, or stands before one of the tokens ``dated`` (a month)."""
    words = words_of(doc)
    spans: list[tuple[int, int]] = []
    start: int | None = None
    wrapped = _wrapped(words, lines)
    marks = [i for i, word in enumerate(words) if word in TERMINALS]
    for number, line in enumerate(lines):
        if start is None:
            start = line.start
        end = line.start  # of the last sentence
        for i in marks[bisect_left(marks, line.start) : bisect_left(marks, line.end)]:
            if i < end or not _ends_sentence(doc, words, i, line.end, abbreviations, dated):
                continue
            end = i + 1
            while end < line.end and words[end] in ENDINGS and not blank_behind(doc, end - 1):
                end += 1
            spans.append((start, end))
            start = end
            while start < line.end and words[start].isspace():
                start += 1
        if start >= line.end:
            start = None
            continue
        following = lines[number + 1] if number + 1 < len(lines) else None
        if following is None or not _continues(words, line, following, number in wrapped):
            spans.append((start, line.end))
            start = None
    return spans


def _wrapped(words: list[str], lines: list[Line]) -> set[int]:
    """Lines of paragraphs that were broken after every few words: many of their lines begin in lower case."""
    found: set[int] = set()
    first = 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and not lines[number].blank_before and not lines[number].bullet:
            continue
        size = number - first
        lower = sum(words[line.start][0].islower() for line in lines[first + 1 : number])
        if size >= 4 and lower * 5 >= 2 * (size - 1):
            found.update(range(first, number))
        first = number
    return found


def _continues(words: list[str], line: Line, following: Line, wrapped: bool) -> bool:
    if (
        line.furniture
        or following.furniture
        or following.blank_before
        or following.bullet
        or words[line.end - 1] in ".!?…:;"
    ):
        return False
    return wrapped or words[following.start][0].islower()


def _ends_sentence(
    doc: Doc, words: list[str], i: int, line_end: int, abbreviations: frozenset[str], dated: frozenset[int]
) -> bool:
    j = i + 1
    while j < line_end and words[j] in ENDINGS:
        j += 1
    if j >= line_end:
        return True
    gap = words[j].isspace() or blank_behind(doc, j - 1)
    while j < line_end and words[j].isspace():
        j += 1
    if j >= line_end:
        return True
    before, after = words[i - 1] if i else "", words[j]
    if j in dated and before.isdigit():
        return False
    if i > 1 and len(before) == 1 and before.isalpha() and len(words[i - 2]) == 4 and words[i - 2].isdigit():
        return gap and after[0].isupper()  # "in 2018 r. The works ..."
    if words[i] != ".":
        return gap and not after[0].islower()
    if not gap:  # glued: a sentence end only between a lower-case word and a capitalised one
        return len(before) > 2 and before.isalpha() and before.islower() and after[0].isupper() and after[1:].islower()
    if before.isdigit():
        return (
            after[0].isupper()
            and len(before) != 0
            and not (len(before) <= 2 and after[1:2].islower() and _starts_line(words, i - 1))
        )
    if before.casefold() in abbreviations or (len(before) == 1 and before.isalpha()):
        return False
    return not after[0].islower() and (after[0].isalnum() or not after.isalnum())


def _starts_line(words: list[str], i: int) -> bool:
    return i == 0 or words[i - 1] == "\n"
