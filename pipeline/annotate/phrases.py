"""Marks every phrase of the lexicon: one pass over the tokens, one group a family of kinds.

Then the layout: which lines are page furniture, where sentences end.
"""

from __future__ import annotations

from collections import defaultdict

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.doc.layout import Layout, Line, find_lines, find_sentences, set_layout
from pipeline.doc.mentions import Mention, longest, longest_last, store
from pipeline.doc.tokens import starts_of, text_of, words_of
from pipeline.knowledge.language import knowledge
from pipeline.knowledge.programmes import programme_parents

SHORT_LINE = 70  # characters: a furniture phrase makes furniture only of a short line
FURNITURE_SHARE = 0.4  # of the letters of a line without sentence end
SEPARATORS = frozenset("|›»>•/")

# Words that gainsay one another: of these families a word inside a longer one says nothing of its own
# ("partner" in "lead partner", "costs" in "eligible costs").
RIVALS = (
    ("project", "not_title"),  # "call for projects" is no project
    ("lead", "partner", "not_partner"),
    ("total", "grant", "own", "own_share", "not_amount"),
    ("start", "end", "period", "prolonged", "approved", "programme_period"),
    ("meeting", "signing", "launch", "conference", "training", "visit", "happening", "approved"),
)

# Kinds whose overlapping matches are all kept: the longest head is chosen with its name.
_KEEP_NESTED = frozenset({"head", "plural_head", "name_word"})
# Kept in furniture, too: a date of publication often stands beside a print button.
EVERYWHERE = frozenset({"boilerplate", "boilerplate_after", "month", "date", "label"})
GROUPS = (
    "label", "cue", "date", "triage", "month", "number", "multiplier", "currency", "country", "programme", "head", "plural_head",
    "legal_form", "name_word", "not_first", "boilerplate", "boilerplate_after",
)  # fmt: skip


@Language.factory("granthound_phrases", default_config={"language": None})
def create_phrases(nlp: Language, name: str, language: str | None) -> Phrases:
    return Phrases(language)


class Phrases:
    """``segments`` in ``doc.user_data`` (token ranges with a language) let a paragraph be read in its own language."""

    def __init__(self, language: str | None) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        words, starts = words_of(doc), starts_of(doc)
        segments = doc.user_data.get("granthound.segments") or [(0, len(doc), self.language)]
        found: dict[str, list[Mention]] = defaultdict(list)
        for start, end, code in segments:
            for match in knowledge(code).lexicon.find(words[start:end] if end - start < len(words) else words):
                entry, first, last = match.entry, start + match.start, start + match.end - 1
                found[entry.kind].append(
                    Mention(  # a phrase neither begins nor ends with white space
                        first, last + 1, starts[first], starts[last] + len(words[last]),
                        entry.kind, entry.value, entry.rule, match.endings,
                    )
                )  # fmt: skip
        groups: dict[str, list[Mention]] = {g: [] for g in GROUPS}
        for kind, items in found.items():
            family = kind.partition(".")[0]
            if kind in _KEEP_NESTED:
                groups[family] += items
            else:
                groups[family] += _programmes(items) if kind == "programme" else longest(items)
        groups["label"] = longest(groups["label"])
        early = [m for m in groups["date"] if m.label == "date.early"]  # "at the beginning of May" begins nothing
        groups["cue"] = [
            c for c in _without_inner_rivals(groups["cue"])
            if c.label not in ("cue.start", "cue.end") or not any(e.start <= c.start and c.end <= e.end for e in early)
        ]  # fmt: skip
        lines = find_lines(doc)
        _mark_furniture(doc, lines, groups)
        set_layout(
            doc,
            Layout(
                lines,
                find_sentences(
                    doc, lines, knowledge(self.language).abbreviations, frozenset(m.start for m in groups["month"])
                ),
            ),
        )
        bare = _furniture_tokens(lines, len(doc))
        for name, items in groups.items():
            store(
                doc,
                name,
                sorted((m for m in items if name in EVERYWHERE or not bare[m.start]), key=lambda m: (m.start, -m.end)),
            )
        return doc


def _programmes(items: list[Mention]) -> list[Mention]:
    """The longest names, and inside them their parents': "Lifelong Learning Programme Leonardo da Vinci" names both."""
    kept = longest_last(items)
    parents = programme_parents()
    inner = [
        m for m in items if any(k.start <= m.start and m.end <= k.end and parents.get(k.value) == m.value for k in kept)
    ]
    return sorted([*kept, *longest(inner)], key=lambda m: (m.start, -m.end))


def _without_inner_rivals(cues: list[Mention]) -> list[Mention]:
    dropped: set[int] = set()
    for family in RIVALS:
        names = {f"cue.{name}" for name in family}
        last: Mention | None = None
        for m in sorted((c for c in cues if c.label in names), key=lambda m: (m.start, -m.end)):
            if last is not None and m.end <= last.end and m.end - m.start < last.end - last.start:
                dropped.add(id(m))
            else:
                last = m
    return [m for m in cues if id(m) not in dropped]


def _mark_furniture(doc: Doc, lines: list[Line], groups: dict[str, list[Mention]]) -> None:
    marks, ends = groups["boilerplate"], groups["boilerplate_after"]
    labels = {m.start for m in groups["label"]}
    over, size_of_text = False, len(text_of(doc))
    if not marks and not ends:
        return
    for position, line in enumerate(lines):
        size = doc[line.end - 1].idx + len(doc[line.end - 1]) - doc[line.start].idx
        late = position * 2 >= len(lines) or doc[line.start].idx * 2 > size_of_text
        if (
            late
            and size <= SHORT_LINE
            and any(line.start <= m.start <= line.start + 2 and m.end <= line.end for m in ends)
        ):
            over = True
        if over:
            line.furniture = True
            continue
        here = [m for m in marks if line.start <= m.start and m.end <= line.end]
        if not here or size > 2 * SHORT_LINE:
            continue
        covered = sum(m.end_char - m.start_char for m in longest(here))
        separated = sum(t.text in SEPARATORS for t in doc[line.start : line.end])
        if (
            size <= SHORT_LINE and (covered >= FURNITURE_SHARE * size or separated >= 2) and line.start not in labels
        ) or (separated >= 2 and len(here) >= 2):
            line.furniture = True


def _furniture_tokens(lines: list[Line], size: int) -> bytearray:
    flags = bytearray(size)
    for line in lines:
        if line.furniture:
            flags[line.start : line.end] = b"\x01" * (line.end - line.start)
    return flags
