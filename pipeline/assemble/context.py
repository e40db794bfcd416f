"""What the assemblers share: the document, its mentions by place, and evidence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from spacy.tokens import Doc

from pipeline.doc.layout import Layout, layout_of
from pipeline.doc.mentions import Mention, mentions
from pipeline.doc.tokens import starts_of, text_of, words_of
from pipeline.knowledge.language import LanguageKnowledge
from pipeline.knowledge.spelling import base
from pipeline.records import Evidence

CLAUSE_MARKS = {",": 2, ";": 8, ":": 3, "–": 2, "—": 2, "(": 2, ")": 2, ".": 3}


@dataclass(slots=True)
class Context:
    doc: Doc
    language: LanguageKnowledge
    layout: Layout = field(init=False)
    source: str = field(init=False)
    cues: dict[str, list[Mention]] = field(init=False)
    countries_named: frozenset[str] = field(init=False)
    home: str | None = field(init=False)  # the country that the article speaks from; settled by assemble.home
    retold: list[tuple[int, int]] = field(init=False)  # parts in another language: they tell the article again
    _starts: dict[str, list[int]] = field(init=False)
    _cost: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.layout = layout_of(self.doc)
        self.source = text_of(self.doc)
        self.home = self.language.home
        self.countries_named = frozenset(
            m.value.code for m in mentions(self.doc, "country") if not self.layout.furniture(m.start)
        )
        main = base(self.language.code)
        segments = self.doc.user_data.get("granthound.segments", [])
        self.retold = [(a, b) for a, b, code in segments if base(code) != main]
        self.cues = {}
        for group in ("cue", "date", "triage"):
            for m in mentions(self.doc, group):
                self.cues.setdefault(m.label, []).append(m)
        self._starts = {name: [m.start for m in items] for name, items in self.cues.items()}

    # --- mentions -----------------------------------------------------------------------------------------------

    def in_retelling(self, token: int) -> bool:
        return any(a <= token < b for a, b in self.retold)

    def of(self, group: str) -> list[Mention]:
        return mentions(self.doc, group)

    def cue(self, name: str) -> list[Mention]:
        return self.cues.get(f"cue.{name}", [])

    def cues_in(self, start: int, end: int, *names: str) -> list[Mention]:
        """Cues of these names that lie in tokens ``start``..``end``."""
        found: list[Mention] = []
        for name in names:
            key = name if "." in name else f"cue.{name}"
            starts = self._starts.get(key)
            if starts:
                low, high = bisect_left(starts, start), bisect_right(starts, end - 1)
                found += [m for m in self.cues[key][low:high] if m.end <= end]
        return found

    def distance(self, a: Mention, b: Mention) -> int:
        """Words between two mentions, with the marks between them weighed in; 0 where they touch or overlap."""
        if a.start > b.start:
            a, b = b, a
        if b.start <= a.end:
            return 0
        cost = self._cost or self._costs()
        return cost[b.start] - cost[a.end]

    def _costs(self) -> list[int]:
        """Running cost of the marks passed: two words with a semicolon between them are further apart than two without."""
        dated = {i for m in mentions(self.doc, "dates") for i in range(m.start + 1, m.end)}  # a date is as one word
        each = (
            0 if i in dated or word.isspace() else CLAUSE_MARKS.get(word, 1)
            for i, word in enumerate(words_of(self.doc))
        )
        self._cost = list(accumulate(each, initial=0))
        return self._cost

    def nearest(self, to: Mention, candidates: Iterable[Mention]) -> tuple[int, Mention] | None:
        ranked = sorted(((self.distance(to, c), c.start, c) for c in candidates), key=lambda x: x[:2])
        return (ranked[0][0], ranked[0][2]) if ranked else None

    def sentence(self, token: int) -> tuple[int, int]:
        return self.layout.sentence(token)

    # --- evidence -----------------------------------------------------------------------------------------------

    def evidence(self, start_char: int, end_char: int, rule: str) -> Evidence:
        return Evidence(start=start_char, end=end_char, quote=self.source[start_char:end_char], rule=rule)

    def evidence_of(self, m: Mention, rule: str | None = None) -> Evidence:
        """The place of a mention; a name that a model has read says so behind the rule that made use of it."""
        told = f"{rule} ({m.rule})" if rule and m.rule.startswith("ner.") else rule or m.rule
        return self.evidence(m.start_char, m.end_char, told)

    def text(self, start: int, end: int) -> str:
        """Tokens as text, line breaks as spaces."""
        starts, words = starts_of(self.doc), words_of(self.doc)
        return (
            " ".join(self.source[starts[start] : starts[end - 1] + len(words[end - 1])].split()) if start < end else ""
        )

    def trim(self, start: int, end: int, marks: str = " ,;:.–-—•") -> tuple[int, int]:
        """Leave white space and these marks off the edges of a token range."""
        words = words_of(self.doc)
        while start < end and (words[start].isspace() or words[start] in marks):
            start += 1
        while end > start and (words[end - 1].isspace() or words[end - 1] in marks):
            end -= 1
        return start, end
