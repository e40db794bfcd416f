"""Names of organisations (group ``organisations``; values are :class:`pipeline.doc.organisations.OrgValue`).

A name is built around a head word of the pack ("municipality", "secondary school"), a legal form, or both: from the
head it grows over capitalised words and the pack's name words to the side where the language puts them, and over a quoted
name beside it. One plural head over several names gives several organisations.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.name_forms import capitals, dictionary_form, tail_form
from pipeline.annotate.name_spans import (
    Marks,
    agreeing,
    grow_left,
    grow_right,
    series_left,
    series_right,
    shared_words,
    with_legal_form,
)
from pipeline.doc.layout import layout_of
from pipeline.doc.mentions import Mention, longest, mention, mentions, store, surface
from pipeline.doc.organisations import OrgValue
from pipeline.doc.tokens import words_of
from pipeline.knowledge.language import LanguageKnowledge, knowledge
from pipeline.knowledge.packs import Head

SINGLE = frozenset(
    {"municipality", "region", "ngo", "company", "school", "kindergarten", "library"}
)  # an "and" seldom stands in their names


@Language.factory("granthound_organisations", default_config={"language": None})
def create_organisations(nlp: Language, name: str, language: str | None) -> Organisations:
    return Organisations(language)


class Organisations:
    def __init__(self, language: str | None) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        language, layout = knowledge(self.language), layout_of(doc)
        marks = Marks(doc, language)
        found: list[Mention] = []
        shared: set[int] = set()
        for head in mentions(doc, "plural_head"):
            several = self._from_plural(doc, head, marks, language)
            found += several
            shared |= set(range(head.start, head.end)) if several else set()
        for head in mentions(doc, "head"):
            if not layout.furniture(head.start) and head.start not in shared:
                found += self._from_head(doc, head, marks, language)
        for form in longest(mentions(doc, "legal_form")):
            found += self._from_legal_form(doc, form, marks, language)
        store(doc, "organisations", _choose(found))
        return doc

    def _from_head(self, doc: Doc, m: Mention, marks: Marks, language: LanguageKnowledge) -> list[Mention]:
        head: Head = m.value
        layout = layout_of(doc)
        sentence, line = layout.sentence(m.start), layout.line(m.start)
        low, high = max(sentence[0], line.start), min(max(sentence[1], m.end), max(line.end, m.end))
        series = series_left(doc, m.start, low, marks, language) if head.side == "before" else []
        if len(series) >= 3:  # "A, B and C district"
            return self._named_series(doc, m, head, series, language)
        left = grow_left(doc, m.start, low, marks) if head.side in ("before", "both") or head.agree else m.start
        right = (
            grow_right(doc, m.end, high, marks, single=head.type in SINGLE)
            if head.side in ("after", "both") or (head.side == "before" and left == m.start)
            else m.end
        )
        if head.side == "before" and right == m.end:
            quote = marks.quote_at.get(m.end)
            right = quote.value[3] if quote else m.end
        if head.agree and head.side != "before" and left < m.start:
            left = agreeing(doc, left, m.start, language, head.agree)
        right = with_legal_form(doc, right, marks)
        if left == m.start and right == m.end and (not capitals(doc, m.start, m.end) or m.end - m.start < 3):
            return []
        quoted = marks.quote_at.get(m.end)
        name, aliases = dictionary_form(
            doc, left, m, right, language, quoted.start if quoted and quoted.value[3] <= right else None
        )
        return [mention(doc, left, right, "organisation", OrgValue(name, aliases, head.type, head.lemma), m.rule)]

    def _from_plural(self, doc: Doc, m: Mention, marks: Marks, language: LanguageKnowledge) -> list[Mention]:
        """One plural head before or behind its names: "the towns A, B and C", "the three towns (A, B and C)"."""
        head: Head | str = m.value
        if isinstance(head, str):
            return []
        layout = layout_of(doc)
        low, high = layout.sentence(m.start)
        items: list[tuple[int, int]] = []
        bracket = m.end < high and words_of(doc)[m.end] == "("
        if bracket or head.side in ("after", "both"):
            items = series_right(doc, m.end + (1 if bracket else 0), high, marks, language)
        if not items and head.side in ("before", "both"):
            items = series_left(doc, m.start, low, marks, language)
        return self._named_series(doc, m, head, items, language) if len(items) >= 2 else []

    def _named_series(
        self, doc: Doc, m: Mention, head: Head, items: list[tuple[int, int]], language: LanguageKnowledge
    ) -> list[Mention]:
        """One organisation a name, all of the same head."""
        out = []
        shared = shared_words(doc, items[-1]) if head.side == "before" else ""
        for start, end in items:
            name = tail_form(doc, start, end, language)
            if head.side == "before":
                written = surface(doc, start, end)
                common = shared if shared and not shared_words(doc, (start, end)) else ""
                full = " ".join(x for x in (written, common, head.lemma) if x)
                aliases = [name, written]
            else:
                full, aliases = f"{head.lemma} {name}", [name, surface(doc, start, end)]
            out.append(
                mention(
                    doc,
                    start,
                    end,
                    "organisation",
                    OrgValue(full, list(dict.fromkeys(aliases)), head.type, head.lemma),
                    m.rule,
                )
            )
        return out

    def _from_legal_form(self, doc: Doc, m: Mention, marks: Marks, language: LanguageKnowledge) -> list[Mention]:
        """ "SIA „X”", "X, z. s.", "X GmbH" """
        layout = layout_of(doc)
        if layout.furniture(m.start):
            return []
        sentence = layout.sentence(m.start)
        quote = marks.quote_at.get(m.end)
        if quote:
            inner = surface(doc, quote.start, quote.end)
            return [
                mention(
                    doc,
                    m.start,
                    quote.value[3],
                    "organisation",
                    OrgValue(surface(doc, m.start, quote.value[3]), [inner], "company"),
                    m.rule,
                )
            ]
        words, at = words_of(doc), m.start
        if at > sentence[0] and words[at - 1] == ",":
            at -= 1
        closing = marks.quote_end.get(at)
        if closing:
            inner = surface(doc, closing.start, closing.end)
            return [
                mention(
                    doc,
                    closing.value[2],
                    m.end,
                    "organisation",
                    OrgValue(inner, [surface(doc, closing.value[2], m.end)], "company"),
                    m.rule,
                )
            ]
        left = grow_left(doc, at, sentence[0], marks)
        if left < at:
            value = OrgValue(surface(doc, left, m.end), [surface(doc, left, at)], "company")
            return [mention(doc, left, m.end, "organisation", value, m.rule)]
        right = grow_right(doc, m.end, sentence[1], marks)
        if right > m.end and words[m.end][0].isupper():
            return [
                mention(
                    doc,
                    m.start,
                    right,
                    "organisation",
                    OrgValue(surface(doc, m.start, right), [surface(doc, m.end, right)], "company"),
                    m.rule,
                )
            ]
        return []


def _choose(found: list[Mention]) -> list[Mention]:
    """Of overlapping names the longest; of two with the same reach the one with more known of it."""
    kept: list[Mention] = []
    for item in sorted(found, key=lambda m: (-(m.end - m.start), m.value.head is None, -len(m.value.head or ""))):
        if not any(k.start < item.end and item.start < k.end for k in kept):
            kept.append(item)
    return sorted(kept, key=lambda m: m.start)
