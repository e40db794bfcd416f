"""Speed on an archive beside other programs, as ratios of one run.

    python benchmarks/targets.py [--articles N] [--baseline FILE] [--rounds N] [--ner none] [--memory N] [--cores]

Prints articles a second on a mixed archive (archive.py, one in ten about a project), on project articles alone, and on pages, against

* FILE, a Python file with ``record(path) -> dict`` (what one would write without granthound);
* the floor: spaCy's tokenisation and py3langid on the same texts;
* trafilatura alone on the same pages; the last line is of the same pages made into clean text, nothing extracted from it.

Runs take turns and the median of their ratios counts; times are processor time, but with --cores, where it is the wall clock.
--memory N reads N articles in a process of its own and shows its peak after 1,000 and at the end.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from archive import Made, archive, page
from turns import Run, compare, record_of

from pipeline.clean import clean
from pipeline.extract import Extractor
from pipeline.read import ReadFailure, iter_articles
from pipeline.records import Article
from pipeline.write.jsonl import to_line

ZONE = 250  # articles after which their words are freed, as a run over an archive does


def granthound(folder: Path, extractor: Extractor) -> Run:
    """All files of the folder from reading to a line of JSON."""

    def run() -> None:
        for found in iter_articles([str(folder)]):
            if not isinstance(found, ReadFailure):
                to_line(extractor.extract(found))

    return run


def other(file: Path, folder: Path) -> Run:
    record = record_of(file)

    def run() -> None:
        for path in sorted(folder.iterdir()):
            record(path)

    return run


def floor(folder: Path) -> Run:
    """What no program of this kind gets around: tokens and a language."""
    import py3langid
    import spacy

    nlp = spacy.blank("xx")

    def run() -> None:
        for path in sorted(folder.iterdir()):
            text = path.read_text(encoding="utf-8")
            py3langid.classify(text)
            nlp.make_doc(text)

    return run


def cleaned(folder: Path) -> Run:
    """Main text, title and hints of all pages of the folder."""

    def run() -> None:
        for path in sorted(folder.iterdir()):
            clean(Article(uri=path.name, content=path.read_text(encoding="utf-8"), media_type="text/html"))

    return run


def trafilatura_alone(folder: Path) -> Run:
    import trafilatura

    def run() -> None:
        for path in sorted(folder.iterdir()):
            trafilatura.extract(path.read_text(encoding="utf-8"), favor_recall=True)

    return run


def laid_out(folder: Path, articles: Iterator[Made], *, pages: bool = False) -> Path:
    folder.mkdir()
    for made in articles:
        path = folder / f"{made.name}.{'html' if pages else 'txt'}"
        path.write_text(page(made) if pages else made.text, encoding="utf-8")
    return folder


def memory(articles: int) -> None:
    """Peak of this process after 1,000 articles and at the end. Some languages and varieties come later than that."""
    extractor, made = Extractor(), archive(articles)
    peak = [0, 0]
    for number in range(0, articles, ZONE):
        with extractor.memory_zone():
            for one in islice(made, ZONE):
                to_line(extractor.extract(Article(uri=one.name, content=one.text)))
        if number < 1000:
            peak[0] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    peak[1] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"peak memory: {peak[0]} MB after 1,000 articles, {peak[1]} MB after {articles:,} ({peak[1] / peak[0] - 1:+.1%})"
    )


def cores(folder: Path) -> float:
    """How many times faster two processes are than one, by the wall clock, each loaded and warm."""
    code = (
        "import gc, sys; from pathlib import Path; from pipeline.extract import Extractor; from pipeline.records import Article\n"
        "e = Extractor(); mine = sorted(Path(sys.argv[1]).iterdir())[int(sys.argv[2]) :: int(sys.argv[3])]\n"
        "read = lambda: [e.extract(Article(uri=p.name, content=p.read_text(encoding='utf-8'))) for p in mine] and None\n"
        "read(); gc.freeze(); print(flush=True); sys.stdin.readline(); read(); print(flush=True)"
    )

    def wall(processes: int) -> float:
        command = [sys.executable, "-c", code, str(folder)]
        started = [
            subprocess.Popen([*command, str(n), str(processes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for n in range(processes)
        ]
        for process in started:
            assert process.stdout is not None
            process.stdout.readline()  # loaded and warm
        begin = time.perf_counter()
        for process in started:
            assert process.stdin is not None
            process.stdin.write(b"\n")
            process.stdin.flush()
        for process in started:
            assert process.stdout is not None
            process.stdout.readline()
        taken = time.perf_counter() - begin
        for process in started:
            process.communicate()
        return taken

    return wall(1) / wall(2)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--baseline", type=Path, help="Python file with record(path) -> dict")
    parser.add_argument("--ner", default="auto", help="name models, as of granthound extract")
    parser.add_argument("--memory", type=int, metavar="N")
    parser.add_argument("--cores", action="store_true")
    options = parser.parse_args()
    if options.memory:
        return memory(options.memory)
    extractor = Extractor(ner=options.ner)
    with tempfile.TemporaryDirectory() as scratch:
        some = options.articles
        mixed = laid_out(Path(scratch, "mixed"), archive(some))
        projects = laid_out(Path(scratch, "projects"), islice(archive(some, projects=1.0), max(some // 3, 1)))
        pages = laid_out(Path(scratch, "pages"), islice(archive(some), max(some // 3, 1)), pages=True)
        for name, folder in (("mixed", mixed), ("projects", projects)):
            if options.baseline:
                show(name, folder, options.baseline.name, *compare(granthound(folder, extractor), other(options.baseline, folder), options.rounds))  # fmt: skip
            show(name, folder, "floor", *compare(granthound(folder, extractor), floor(folder), options.rounds))
        show("pages", pages, "trafilatura", *compare(granthound(pages, extractor), trafilatura_alone(pages), options.rounds))  # fmt: skip
        show("clean", pages, "trafilatura", *compare(cleaned(pages), trafilatura_alone(pages), options.rounds))
        if options.cores:
            many = laid_out(Path(scratch, "many"), archive(10 * some))
            print(f"two processes: {cores(many):.2f} times as fast as one")
    return None


def show(name: str, folder: Path, rival: str, ours: float, theirs: float, ratio: float) -> None:
    count = sum(1 for _ in folder.iterdir())
    print(
        f"{name:10}{count:6} articles   granthound {count / ours:8.1f}/s   {rival} {count / theirs:8.1f}/s   ratio {ratio:.2f}"
    )


if __name__ == "__main__":
    main()
