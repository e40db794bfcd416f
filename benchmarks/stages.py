"""How fast the stages are: articles per second and share of the time, on a folder of articles.

    python benchmarks/stages.py [FOLDER] [--rounds N] [--baseline FILE]

Runs the real extractor with a stopwatch around every stage, in one process, and prints the median over the rounds. The
first round loads packs, catalogue and gazetteer and is not counted. FILE is a Python file with ``record(path)
-> dict``: it is timed in turns with the extractor on the same .txt files, and the ratio of the two is printed.
Times are processor time, so that a busy machine does not blur them.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from turns import compare, record_of

from pipeline import extract
from pipeline.annotate import pipeline_for
from pipeline.doc.tokens import Tokenizer
from pipeline.read import ReadFailure, iter_articles
from pipeline.records import Article
from pipeline.write.jsonl import to_line

ORDER = "read,clean,detect,tokenise,detect paragraphs,annotate,triage,assemble,validate,write,rest".split(",")


class Stopwatch:
    """Adds up the seconds spent in the functions it is put around."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds[name] += time.process_time() - start

        return timed

    def replace(self, owner: Any, attribute: str, name: str) -> None:
        setattr(owner, attribute, self.around(name, getattr(owner, attribute)))


def instrument(watch: Stopwatch) -> None:
    """Put the stopwatch around the stages where the extractor calls them."""
    watch.replace(extract, "clean", "clean")
    watch.replace(extract, "detect", "detect")
    watch.replace(extract, "paragraph_language", "detect paragraphs")
    watch.replace(extract, "triage", "triage")
    watch.replace(extract, "assemble", "assemble")
    watch.replace(extract, "Record", "validate")
    watch.replace(extract, "check", "validate")
    watch.replace(Tokenizer, "__call__", "tokenise")
    for name, component in pipeline_for(None).pipeline:  # the same classes in every language
        watch.replace(type(component), "__call__", f"annotate: {name.removeprefix('granthound_')}")


def read(paths: list[str]) -> list[Article]:
    return [found for found in iter_articles(paths) if not isinstance(found, ReadFailure)]


def one_round(watch: Stopwatch, extractor: extract.Extractor, paths: list[str]) -> tuple[dict[str, float], int]:
    """Seconds per stage, and how many articles there were."""
    watch.seconds.clear()
    begin = time.process_time()
    articles = watch.around("read", read)(paths)
    write = watch.around("write", to_line)
    for article in articles:
        write(extractor.extract(article))
    total = time.process_time() - begin
    seconds = dict(watch.seconds)
    seconds["rest"] = total - sum(seconds.values())
    return {**seconds, "total": total}, len(articles)


def table(rounds: list[dict[str, float]], articles: int) -> str:
    median = {name: statistics.median(r.get(name, 0.0) for r in rounds) for name in rounds[0]}
    total = median.pop("total")
    ordered = sorted(median, key=lambda name: ORDER.index(name.partition(":")[0]))
    lines = [f"{'stage':24}{'articles/s':>12}{'ms/article':>12}{'share':>8}"]
    for name, seconds in [*((n, median[n]) for n in ordered), ("all", total)]:
        rate = articles / seconds if seconds > 0 else float("inf")
        lines.append(f"{name:24}{rate:12,.1f}{1000 * seconds / articles:12.2f}{seconds / total:8.1%}")
    return "\n".join(lines)


def against(file: Path, texts: list[str], extractor: extract.Extractor, rounds: int) -> str:
    """The extractor beside another program, file by file from reading to a line of JSON."""
    record = record_of(file)

    def ours() -> None:
        for article in read(texts):
            to_line(extractor.extract(article))

    def theirs() -> None:
        for path in texts:
            json.dumps(record(Path(path)), ensure_ascii=False)

    a, b, ratio = compare(ours, theirs, rounds)
    return (
        f"{len(texts)} .txt files: granthound {len(texts) / a:.1f} articles/s, "
        f"{file.name} {len(texts) / b:.1f} articles/s, ratio {ratio:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("samples"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--baseline", type=Path, help="Python file with record(path) -> dict")
    options = parser.parse_args()
    extractor, watch = extract.Extractor(), Stopwatch()
    texts = sorted(str(path) for path in options.folder.rglob("*.txt"))
    compared = against(options.baseline, texts, extractor, options.rounds) if options.baseline else ""
    instrument(watch)
    cold, articles = one_round(watch, extractor, [str(options.folder)])
    if not articles:
        parser.error(f"{options.folder}: no articles here")
    rounds = [one_round(watch, extractor, [str(options.folder)])[0] for _ in range(options.rounds)]
    characters = sum(len(article.content) for article in read([str(options.folder)]))
    size = characters / articles
    print(f"{articles} articles, {size:,.0f} characters each; median of {options.rounds} rounds, one process")
    first = "" if compared else f"; first round {cold['total']:.1f} s"
    print(f"Python {platform.python_version()}, {platform.machine()}{first}")
    print(table(rounds, articles))
    if compared:
        print(compared)


if __name__ == "__main__":
    main()
