"""An archive of news of any size: varied copies of the samples, and ordinary municipal news made from news.yaml.

    python benchmarks/archive.py ARCHIVE [--articles N] [--html] [--projects SHARE] [--seed S]

ARCHIVE is a folder (a file for each article), or a file that ends in .jsonl (an article a line). The same arguments give the same
articles, and the first thousand are the same however many there are. Names, dates and numbers differ from one to the next, so
that nothing that the extractor keeps from one article helps it with the next more than it would in a real archive.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.dates import format_date
from names import name
from pages import page_of

HERE = Path(__file__).parent
HARD = 0.15  # of the articles that are not about a project, those made from samples that only look like it
CHARACTERS = 1900  # of an ordinary article, on average


@dataclass(frozen=True, slots=True)
class Made:
    """One article of the archive."""

    name: str
    text: str
    about: bool


def archive(
    articles: int, *, projects: float = 0.1, seed: int = 1, samples: Path = HERE.parent / "samples"
) -> Iterator[Made]:
    """Articles one by one; ``projects`` is the share that is about projects."""
    yes, no = _samples(samples)
    material = yaml.safe_load((HERE / "news.yaml").read_text(encoding="utf-8"))
    languages = sorted(material)
    for number in range(articles):
        chance = random.Random(f"{seed}/{number}")
        about = chance.random() < projects
        hard = not about and chance.random() < HARD
        if about or hard:
            name, text = chance.choice(yes if about else no)
            language = name.partition("-")[0]
            text = f"{text.rstrip()}\n\n{_sentence(material[language]['body'], language, chance)}\n"
        else:
            language = chance.choice(languages)
            name, text = f"{language}-news", _news(material[language], language, chance)
        yield Made(f"{number:06d}-{name}", text, about)


def page(article: Made) -> str:
    """The article as a page of a town's website: menus, teasers and a footer around it."""
    return page_of(article.name, article.text)


def _news(material: dict[str, list[str]], language: str, chance: random.Random) -> str:
    size = chance.gauss(CHARACTERS, 700)
    paragraphs = [_fill(chance.choice(material["heads"]), language, chance), _fill("{date}", language, chance)]
    while sum(map(len, paragraphs)) < size:
        paragraphs.append(" ".join(_sentence(material["body"], language, chance) for _ in range(chance.randint(2, 5))))
    return "\n\n".join(paragraphs) + "\n"


def _sentence(body: list[str], language: str, chance: random.Random) -> str:
    return _fill(chance.choice(body), language, chance)


def _fill(pattern: str, language: str, chance: random.Random) -> str:
    import datetime

    day = datetime.date(2004, 1, 1) + datetime.timedelta(days=chance.randrange(7300))
    written = format_date(day, chance.choice(["long", "long", "medium"]), locale=language)
    return pattern.format(
        town=name(chance),
        person=f"{name(chance)} {name(chance)}",
        street=name(chance),
        club=name(chance),
        date=written,
        clock=f"{chance.randint(8, 20)}.{chance.choice(['00', '30'])}",
        n=chance.randint(2, 400),
        sum=f"{chance.randint(2, 30)},{chance.choice(['00', '50'])}",
    )


def _samples(folder: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Names and texts of the samples that are about projects, and of the others."""
    sides: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    for path in sorted(folder.rglob("*.txt")):
        expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        sides[0 if expected["about_project"] else 1].append((path.stem, path.read_text(encoding="utf-8")))
    return sides


def write(made: Iterator[Made], target: Path, *, as_html: bool) -> int:
    """Writes a folder, or a .jsonl file of one article a line; returns how many."""
    count = 0
    if target.suffix == ".jsonl":
        with target.open("w", encoding="utf-8", newline="\n") as out:
            for article in made:
                field = {"text": page(article) if as_html else article.text}
                out.write(json.dumps({"id": article.name, **field}, ensure_ascii=False) + "\n")
                count += 1
        return count
    target.mkdir(parents=True, exist_ok=True)
    for article in made:
        text, ending = (page(article), "html") if as_html else (article.text, "txt")
        (target / f"{article.name}.{ending}").write_text(text, encoding="utf-8", newline="\n")
        count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--html", action="store_true", help="pages instead of text")
    parser.add_argument("--projects", type=float, default=0.1, help="share of articles about projects")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    made = archive(options.articles, projects=options.projects, seed=options.seed)
    print(f"{write(made, options.archive, as_html=options.html)} articles in {options.archive}")


if __name__ == "__main__":
    main()
