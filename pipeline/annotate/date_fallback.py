"""Dates behind a label that the grammar cannot read, by dateparser: strictly, whole dates only, and only in the languages in
which it reads all of the pack's own examples. It never guesses: the year and the day must stand in the text as numbers."""

from __future__ import annotations

import datetime
import functools

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.doc.dates import DateValue, Point
from pipeline.doc.layout import layout_of
from pipeline.doc.mentions import Mention, mention, mentions, store
from pipeline.knowledge.packs import load_yaml
from pipeline.knowledge.paths import models_dir

DATED = frozenset({"label.published", "label.updated", "label.start", "label.end"})
REACH = 10  # tokens behind a label
LONGEST = 40  # characters of a written date
SETTINGS = {
    "REQUIRE_PARTS": ["day", "month", "year"],
    "STRICT_PARSING": True,
    "DATE_ORDER": "DMY",
    "RELATIVE_BASE": datetime.datetime(2000, 1, 1),  # nothing hangs on the clock
}


@functools.cache
def trusted() -> frozenset[str]:
    """The languages in which dateparser is asked."""
    return frozenset(load_yaml(models_dir() / "dates" / "dateparser.yaml")["languages"])


@Language.factory("granthound_date_fallback", default_config={"language": None})
def create_date_fallback(nlp: Language, name: str, language: str | None) -> DateFallback:
    return DateFallback(language)


class DateFallback:
    """Adds to the group ``dates``."""

    def __init__(self, language: str | None) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        if self.language not in trusted():
            return doc
        known = mentions(doc, "dates")
        added = [
            found
            for m in mentions(doc, "label")
            if m.label in DATED and not any(m.end <= d.start < m.end + REACH and _whole(d) for d in known)
            for found in [self._read(doc, m)]
            if found is not None
        ]
        if added:
            kept = [d for d in known if not any(a.start < d.end and d.start < a.end for a in added)]
            store(doc, "dates", sorted([*kept, *added], key=lambda d: d.start))
        return doc

    def _read(self, doc: Doc, label: Mention) -> Mention | None:
        import dateparser  # slow to import, seldom needed

        line = layout_of(doc).line(label.start)
        start = label.end
        while start < line.end and not doc[start].text[0].isalnum():
            start += 1
        end = min(line.end, start + REACH)
        while end > start and (not doc[end - 1].text[-1].isalnum() or len(doc[start:end].text) > LONGEST):
            end -= 1
        while end - start >= 3:  # the longest beginning of the value that is a date
            text = doc[start:end].text
            if sum(t.is_digit for t in doc[start:end]) < 2:
                return None
            value = dateparser.parse(text, languages=[self.language], settings=SETTINGS)
            if value is not None and str(value.year) in text and str(value.day) in text:
                return mention(
                    doc, start, end, "date", DateValue(Point(value.year, value.month, value.day)), "dateparser"
                )
            end -= 1
        return None


def _whole(m: Mention) -> bool:
    """A day, a month and a year, or a range: the grammar has read what there is."""
    return m.value.is_range or (m.value.start.day is not None and m.value.start.year is not None)
