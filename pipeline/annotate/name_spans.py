"""How far a name reaches from its head word: over capitalised words, name words, quoted names, numbers."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.doc.mentions import blank_behind, longest, mentions, surface
from pipeline.doc.tokens import words_of
from pipeline.knowledge.language import LanguageKnowledge

MAX_WORDS = 12
DATE_STOPS = frozenset({"date.this_year", "date.last_year", "date.next_year", "date.seasons", "date.weekdays"})
# Cues that may be words of a name.
GROWN_OVER = frozenset(
    f"cue.{name}"
    for name in (
        "home", "not_title", "partner", "not_partner", "meeting", "conference", "training", "happening", "visit", "launch",
        "total", "grant", "own",
    )
)  # fmt: skip
HYPHENS = frozenset("-–’'&/")


class Marks:
    """What stands on the tokens of one document."""

    def __init__(self, doc: Doc, language: LanguageKnowledge) -> None:
        self.conjunctions = language.conjunctions
        self.prepositions = language.prepositions_in
        self.heads = {m.start for group in ("head", "plural_head") for m in mentions(doc, group)}
        self.opens_none = {m.start for m in mentions(doc, "not_first")}
        self.stop = bytearray(len(doc))
        self.name_word = bytearray(len(doc))
        self.article = {
            m.start for m in mentions(doc, "date") if m.label == "date.fillers"
        }  # "The", which opens no name
        self.number_mark = {m.start: m.end for m in mentions(doc, "cue") if m.label == "cue.reference"}
        for group in ("cue", "date", "programme", "dates", "references", "amounts"):
            for m in mentions(doc, group):
                if group == "date" and m.label not in DATE_STOPS:
                    continue
                if group == "dates" and not (m.value.start.day or m.value.is_range or m.value.start.month):
                    continue
                if group == "cue" and m.label in GROWN_OVER:
                    continue
                self.stop[m.start : m.end] = b"\x01" * (m.end - m.start)
        words = words_of(doc)
        for m in mentions(doc, "label"):
            if m.end < len(words) and words[m.end] == ":":
                self.stop[m.start : m.end] = b"\x01" * (m.end - m.start)
        for group in ("name_word", "head", "plural_head"):
            for m in mentions(doc, group):
                self.name_word[m.start : m.end] = b"\x01" * (m.end - m.start)
        # Countries in a case or form that no name has of its own: where the bearer of the name comes from.
        self.origin = {
            m.start for m in mentions(doc, "country") if not m.value.adjective and not m.rule.startswith("cldr/")
        }
        self.quote_at = {m.value[2]: m for m in mentions(doc, "quotes") if m.value[1]}
        self.quote_end = {m.value[3]: m for m in mentions(doc, "quotes") if m.value[1]}
        self.legal_at = {m.start: m for m in longest(mentions(doc, "legal_form"))}


def agreeing(doc: Doc, left: int, start: int, language: LanguageKnowledge, agreement: str) -> int:
    """Only adjectives that agree with the head, and the names that stand before them, belong to it."""
    table = language.agreements.get(agreement, {})
    endings = tuple({*table, *table.values()} - {""})
    word = words_of(doc)[start - 1]
    return left if not endings or word.casefold().endswith(endings) or not word.isalpha() else start


def grow_left(doc: Doc, start: int, low: int, marks: Marks) -> int:
    """Over capitalised words and name words; the name begins with a capital, a number or a quotation mark."""
    words = words_of(doc)
    best = i = start
    passed = 0
    while i > low and passed < MAX_WORDS:
        text = words[i - 1]
        quote = marks.quote_end.get(i)
        if (
            quote
            and quote.value[2] >= low
            and quote.value[3] - quote.value[2] <= 10
            and i == start
            and quote.value[2] < i
        ):
            best = i = int(quote.value[2])  # a quoted name before its head; a town may stand before it
            continue
        if marks.stop[i - 1] or text.isspace():
            break
        if text.isalpha() or "'" in text or "’" in text:
            passed += 1
            if i - 1 in marks.opens_none or text.casefold() in marks.prepositions:
                break
            if text[0].isupper() and i - 1 not in marks.article:
                best = i - 1
            elif not marks.name_word[i - 1] or (
                text.casefold() in marks.conjunctions and any(k in marks.heads for k in range(max(low, i - 6), i - 1))
            ):
                break
        elif (
            text == "."
            and i - 2 >= low
            and (words[i - 2].isdigit() or (len(words[i - 2]) == 1 and words[i - 2].isupper()))
        ):
            if words[i - 2].isdigit() and not blank_behind(doc, i - 2) and i - 1 < start:
                best = i - 2
            i -= 1
        elif (text in HYPHENS and i - 2 >= low and i < start and not (text == "–" and blank_behind(doc, i - 1))) or (
            text == "." and i - 2 >= low and len(words[i - 2]) <= 2 and words[i - 2][0].isupper()
        ):
            pass
        else:
            break
        i -= 1
    return best


def grow_right(doc: Doc, end: int, high: int, marks: Marks, *, single: bool = True) -> int:
    """Over capitalised words, name words that lead to one, a number with its mark, a quoted name. ``single``: an "and" before
    a capital ends the name."""
    words = words_of(doc)
    best = i = end
    passed = 0
    while i < high and passed < MAX_WORDS:
        text = words[i]
        quote = marks.quote_at.get(i)
        if quote and quote.value[3] <= high + 1 and quote.value[3] - quote.value[2] <= 14:
            return int(quote.value[3])
        numbered = marks.number_mark.get(i)
        if numbered and numbered < high and words[numbered].isdigit() and len(words[numbered]) <= 3:
            best = i = numbered + 1  # "School No. 5"
            continue
        if marks.stop[i] or text.isspace() or (i in marks.origin and i > end and words[i - 1][0].isupper()):
            break
        if text.isalpha() or "'" in text or "’" in text:
            passed += 1
            if text[0].isupper():
                best = i + 1
            elif not marks.name_word[i] or (
                text.casefold() in marks.conjunctions and _another_begins(words, i + 1, high, marks, single)
            ):
                break
            elif i + 1 >= high or not words[i + 1].isalpha():
                best = i + 1 if len(text) > 3 else best
        elif text == "." and i > end and marks.name_word[i - 1] and i + 1 < high and words[i + 1][0].isupper():
            pass  # "School No. 3 im. X"
        elif (
            text == "."
            and i > end
            and len(words[i - 1]) <= 3
            and words[i - 1][0].isupper()
            and i + 1 < high
            and words[i + 1][0].isupper()
        ) or (
            text in HYPHENS and i > end and i + 1 < high and not blank_behind(doc, i) and not blank_behind(doc, i - 1)
        ):
            pass
        elif (
            text.isdigit()
            and len(text) <= 3
            and i > end
            and not (i + 1 < high and words[i + 1] in ".%/" and not blank_behind(doc, i))
        ):
            best = i + 1  # "Gymnasium No 3", "Praha 4"
        else:
            break
        i += 1
    return best


def _another_begins(words: list[str], i: int, high: int, marks: Marks, single: bool) -> bool:
    """Behind an "and": another organisation rather than the rest of this one."""
    if i >= high or not words[i][0].isupper():
        return i in marks.heads
    return single or any(k in marks.heads or k in marks.legal_at for k in range(i, min(high, i + 5)))


def with_legal_form(doc: Doc, right: int, marks: Marks) -> int:
    words, at = words_of(doc), right
    if at < len(words) and words[at] == ",":
        at += 1
    form = marks.legal_at.get(at)
    if form is None or form.end in marks.quote_at:  # it belongs to the quoted name behind it
        return right
    return form.end


def series_right(doc: Doc, i: int, high: int, marks: Marks, language: LanguageKnowledge) -> list[tuple[int, int]]:
    words = words_of(doc)
    items: list[tuple[int, int]] = []
    while i < high:
        if not words[i][0].isupper() or marks.stop[i]:
            break
        end = i + 1
        while (
            end < high
            and not marks.stop[end]
            and (_hyphen(doc, end) or words[end].isalpha())
            and (
                _hyphen(doc, end)
                or words[end][0].isupper()
                or (marks.name_word[end] and words[end].casefold() not in language.conjunctions)
            )
        ):
            end += 1
        while end > i + 1 and not words[end - 1][0].isupper():
            end -= 1
        items.append((i, end))
        i = end
        if i < high and words[i] == "(":  # a country in brackets
            while i < high and words[i] != ")":
                i += 1
            i += 1
        if i < high and (words[i] == "," or words[i].casefold() in language.conjunctions):
            i += 1
            if i < high and words[i].casefold() in language.conjunctions:
                i += 1
            continue
        break
    return items


def _hyphen(doc: Doc, i: int) -> bool:
    return words_of(doc)[i] in "-–" and not blank_behind(doc, i) and i > 0 and not blank_behind(doc, i - 1)


def shared_words(doc: Doc, item: tuple[int, int]) -> str:
    """The lower-case words between the last name of a series and its head: they are said of every name."""
    words, i = words_of(doc), item[1]
    while i > item[0] and words[i - 1][0].islower():
        i -= 1
    return surface(doc, i, item[1])


def series_left(doc: Doc, start: int, low: int, marks: Marks, language: LanguageKnowledge) -> list[tuple[int, int]]:
    words = words_of(doc)
    items: list[tuple[int, int]] = []
    i = start
    while i > low:
        end = i
        while (
            i > low
            and not marks.stop[i - 1]
            and words[i - 1].isalpha()
            and (words[i - 1][0].isupper() or marks.name_word[i - 1])
            and words[i - 1].casefold() not in language.conjunctions
        ):
            i -= 1
        while i < end and not words[i][0].isupper():
            i += 1
        if i == end or (items and any(k in marks.heads for k in range(i, end))):
            break  # what has a head of its own is another organisation
        items.append((i, end))
        if i - 1 > low and (words[i - 1] == "," or words[i - 1].casefold() in language.conjunctions):
            i -= 1
            continue
        break
    return items[::-1]
