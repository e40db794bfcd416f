"""What the assemblers share: the document, its mentions by place, and evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate, repeat

from spacy.tokens import Doc

from pipeline.doc.layout import Layout, layout_of
from pipeline.doc.mentions import Mention, Row, char_end, mentions, surface
from pipeline.doc.tokens import starts_of, text_of, words_of
from pipeline.knowledge.language import LanguageKnowledge
from pipeline.knowledge.spelling import base
from pipeline.records import Evidence

CLAUSE_MARKS = {",": 2, ";": 8, ":": 3, "–": 2, "—": 2, "(": 2, ")": 2, ".": 3}


@dataclass(slots=True)
class Context:
    doc: Doc
    language: LanguageKnowledge
    words: list[str] = field(init=False)  # the tokens
    layout: Layout = field(init=False)
    source: str = field(init=False)
    cues: dict[str, list[Mention]] = field(init=False)
    countries_named: frozenset[str] = field(init=False)
    home: str | None = field(init=False)  # the country that the article speaks from; settled by assemble.home
    retold: list[tuple[int, int]] = field(init=False)  # parts in another language: they tell the article again
    _cued: dict[str, Row] = field(init=False)
    _rows: dict[str, Row] = field(init=False, default_factory=dict)
    _covered: dict[tuple[str, ...], frozenset[int]] = field(init=False, default_factory=dict)
    _cost: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.words = words_of(self.doc)
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
        self._cued = {name.removeprefix("cue."): Row(items) for name, items in self.cues.items()}

    # --- mentions -----------------------------------------------------------------------------------------------

    def in_retelling(self, token: int) -> bool:
        return any(a <= token < b for a, b in self.retold)

    def of(self, group: str) -> list[Mention]:
        return mentions(self.doc, group)

    def row(self, group: str) -> Row:
        """The mentions of a group by place."""
        row = self._rows.get(group)
        if row is None:
            row = self._rows[group] = Row(mentions(self.doc, group))
        return row

    def begun(self, group: str, low: int, high: int) -> list[Mention]:
        """Mentions of a group that begin at one of the tokens ``low``..``high``."""
        return (self._rows.get(group) or self.row(group)).begun(low, high)

    def at(self, group: str, token: int) -> Mention | None:
        """The first mention of a group that begins at this token."""
        return next(iter(self.row(group).begun(token, token + 1)), None)

    def within(self, group: str, start: int, end: int) -> list[Mention]:
        """Mentions of a group that lie in tokens ``start``..``end``."""
        return (self._rows.get(group) or self.row(group)).within(start, end)

    def ended(self, group: str, end: int) -> list[Mention]:
        """Mentions of a group whose last token is ``end - 1``."""
        return self.row(group).ended(end)

    def covered(self, *groups: str) -> frozenset[int]:
        """The tokens that mentions of these groups lie on."""
        tokens = self._covered.get(groups)
        if tokens is None:
            tokens = frozenset(i for g in groups for m in self.of(g) for i in range(m.start, m.end))
            self._covered[groups] = tokens
        return tokens

    def cue(self, name: str) -> list[Mention]:
        return self.cues.get(f"cue.{name}", [])

    def cues_in(self, start: int, end: int, *names: str) -> list[Mention]:
        """Cues of these names that lie in tokens ``start``..``end``."""
        found: list[Mention] = []
        for name in names:
            row = self._cued.get(name)
            if row is not None:
                found += row.within(start, end)
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
        costs = {**CLAUSE_MARKS, **{word: 0 for word in set(self.words) if word.isspace()}}
        each = list(map(costs.get, self.words, repeat(1)))
        for m in mentions(self.doc, "dates"):
            each[m.start + 1 : m.end] = [0] * (m.end - m.start - 1)  # a date is as one word
        self._cost = list(accumulate(each, initial=0))
        return self._cost

    def nearest(self, to: Mention, candidates: Iterable[Mention]) -> tuple[int, Mention] | None:
        """Of the candidates the one with the fewest words between, the first of several, and how many they are."""
        best = min(((self.distance(to, c), c.start, n, c) for n, c in enumerate(candidates)), default=None)
        return (best[0], best[3]) if best else None

    def sentence(self, token: int) -> tuple[int, int]:
        return self.layout.sentence(token)

    # --- evidence -----------------------------------------------------------------------------------------------

    def evidence(self, start_char: int, end_char: int, rule: str) -> Evidence:
        return Evidence(start=start_char, end=end_char, quote=self.source[start_char:end_char], rule=rule)

    def evidence_of(self, m: Mention, rule: str | None = None) -> Evidence:
        """The place of a mention; a name that a model has read says so behind the rule that made use of it."""
        told = f"{rule} ({m.rule})" if rule and m.rule.startswith("ner.") else rule or m.rule
        return self.evidence(m.start_char, m.end_char, told)

    def evidence_on(self, start: int, end: int, rule: str) -> Evidence:
        """The place of tokens ``start``..``end``."""
        return self.evidence(starts_of(self.doc)[start], char_end(self.doc, end), rule)

    def text(self, start: int, end: int) -> str:
        """Tokens as text, line breaks as spaces."""
        return " ".join(surface(self.doc, start, end).split())

    def trim(self, start: int, end: int, marks: str = " ,;:.–-—•") -> tuple[int, int]:
        """Leave white space and these marks off the edges of a token range."""
        words = self.words
        while start < end and (words[start].isspace() or words[start] in marks):
            start += 1
        while end > start and (words[end - 1].isspace() or words[end - 1] in marks):
            end -= 1
        return start, end
