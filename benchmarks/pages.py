"""An article as a page of a town's website, as large and as nested as the median page of the web.

The shape follows the Web Almanac 2024, chapters Markup and Structured Data (see README.md): about 600 elements, nearly a
third of them div, then a, span, li and script; a class on most of them; a comment, icons in SVG; OpenGraph on 64 % of
pages, JSON-LD on 41 %. Where the article's day stands, if anywhere, is independent of that: a time element or a line of text.
"""

from __future__ import annotations

import datetime
import html
import json
import random

from names import name

SHARERS = "facebook twitter whatsapp linkedin mail print".split()
PATH = "M12 2C6.48 2 2 6.48 2 12s4.48 10 10 10 10-4.48 10-10S17.52 2 12 2zm1 15h-2v-6h2v6zm0-8h-2V7h2v2z"


def page_of(key: str, text: str) -> str:
    """The page; the same key and text give the same page, and the key decides which data the head has."""
    chance = random.Random(key)
    title, _, body = text.strip().partition("\n")
    day = datetime.date(2006, 1, 1) + datetime.timedelta(days=chance.randrange(6800))
    graph, data, kind = chance.random() < 0.64, chance.random() < 0.41, chance.choice(["time", "text", "none"])
    language = key.partition("-")[2][:2]
    return (
        f'<!DOCTYPE html>\n<html lang="{language}" class="no-js">\n{_head(title, day, chance, graph=graph, data=data)}\n'
        f'<body class="page-template page-news wp-embed-responsive"><a class="skip-link" href="#content">{name(chance)}</a>\n'
        f'{_cookies(chance)}\n<div id="page" class="site"><div class="site-inner">\n{_header(chance)}\n'
        f'<div id="content" class="site-content container"><div class="row"><div class="col-12 col-lg-8 content-area">\n'
        f"{_article(title, body, day, kind, chance)}\n{_related(chance)}\n</div>\n{_sidebar(chance)}\n</div></div>\n"
        f"{_footer(chance)}\n</div></div>\n{_scripts(chance, 14)}\n</body></html>\n"
    )


def _head(title: str, day: datetime.date, chance: random.Random, *, graph: bool, data: bool) -> str:
    said, site = html.escape(title), name(chance)
    parts = [
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{said} | {site}</title>",
        f'<meta name="description" content="{said}"><meta name="robots" content="index, follow"><meta name="generator" content="CMS 5.8">',
    ]
    if graph:
        parts.append(f'<meta property="og:type" content="article"><meta property="og:title" content="{said}">')
        parts.append(f'<meta property="og:site_name" content="{site}"><meta property="og:locale" content="xx_XX">')
        if chance.random() < 0.5:
            parts.append(f'<meta property="article:published_time" content="{day}T08:15:00+00:00">')
    if data:
        parts.append(f'<script type="application/ld+json">{json.dumps(_described(title, day, site, chance))}</script>')
    parts += [f'<link rel="stylesheet" id="s{i}-css" href="/assets/{name(chance)}.css?ver=5.{i}">' for i in range(11)]
    parts += [f'<link rel="{rel}" href="/{name(chance)}">' for rel in ("icon", "shortlink", "preload", "alternate")]
    rules = (f".{name(chance).lower()}-{i}{{margin:{i}px;color:#{chance.randrange(16**6):06x}}}" for i in range(420))
    parts.append(f"<style>{''.join(rules)}</style><!-- {name(chance)} cache -->")
    return f"<head>\n{chr(10).join(parts)}\n{_scripts(chance, 9)}</head>"


def _described(title: str, day: datetime.date, site: str, chance: random.Random) -> dict[str, object]:
    """Structured data: of the site alone, or of the article too."""
    nodes: list[dict[str, object]] = [{"@type": "Organization", "name": site}, {"@type": "WebSite", "name": site}]
    if chance.random() < 0.6:
        nodes.append({"@type": "NewsArticle", "headline": title, "datePublished": f"{day}T08:15:00+00:00"})
    return {"@context": "https://schema.org", "@graph": nodes}


def _scripts(chance: random.Random, count: int) -> str:
    """Scripts, one in three with settings in it."""
    parts = []
    for i in range(count):
        settings = {name(chance): chance.randrange(10**6) for _ in range(270)} if i % 3 == 0 else None
        inner = f"var s{i} = {json.dumps(settings)};" if settings else ""
        where = "" if inner else f' src="/assets/{name(chance)}.js" defer'
        parts.append(f'<script id="j{i}"{where}>{inner}</script>')
    return "\n".join(parts)


def _icon(kind: str) -> str:
    return f'<svg class="icon icon-{kind}" viewBox="0 0 24 24" aria-hidden="true"><path d="{PATH}" fill="none"></path></svg>'


def _words(chance: random.Random, low: int, high: int) -> str:
    return " ".join(name(chance) for _ in range(chance.randint(low, high)))


def _cookies(chance: random.Random) -> str:
    choices = "".join(
        f'<div class="cc-option"><span class="cc-label">{name(chance)}</span><input type="checkbox" name="c{i}"></div>'
        for i in range(3)
    )
    return (
        f'<div class="cookie-consent cc-bottom" role="dialog"><div class="cc-inner"><p class="cc-text">{_words(chance, 12, 20)}. '
        f'<a href="/cookies">{name(chance)}</a></p><div class="cc-options">{choices}</div>'
        f'<div class="cc-buttons"><button class="btn">{name(chance)}</button></div></div></div>'
    )


def _header(chance: random.Random) -> str:
    def entry(number: int) -> str:
        under = "".join(
            f'<li class="menu-item menu-item-{number}{i}"><a href="/m/{number}/{i}">{_words(chance, 1, 2)}</a></li>'
            for i in range(3)
        )
        return (
            f'<li class="menu-item has-children"><a href="/m/{number}"><span class="menu-text">{name(chance)}</span></a>'
            f'<div class="sub-wrap"><ul class="sub-menu">{under}</ul></div></li>'
        )

    menu = "".join(entry(i) for i in range(7))
    social = "".join(
        f'<span class="social"><a href="/{s}">{_icon(s)}<span class="sr">{s}</span></a></span>' for s in SHARERS
    )
    options = "".join(f'<option value="{i}">{name(chance)}</option>' for i in range(10))
    return (
        f'<header class="site-header"><div class="top-bar"><div class="container"><div class="logo"><a href="/"><img src="/logo.png" '
        f'alt="{name(chance)}"></a></div><div class="search"><form action="/s"><select name="o">{options}</select>'
        f'<input name="q"><button type="submit">{_icon("search")}</button></form></div><div class="socials">{social}</div></div></div>'
        f'<nav class="main-nav"><div class="container"><div class="nav-inner"><ul class="menu">{menu}</ul></div></div></nav></header>'
    )


def _article(title: str, body: str, day: datetime.date, kind: str, chance: random.Random) -> str:
    crumbs = "".join(
        f'<span class="crumb"><a href="/{i}">{name(chance)}</a></span><span class="sep">›</span>' for i in range(3)
    )
    dates = {
        "time": f'<time class="entry-date published" datetime="{day}T08:15:00+00:00">{day:%d.%m.%Y}</time>',
        "text": f'<span class="posted-on">{day.day}. {day.month}. {day.year}</span>',
        "none": "",
    }
    share = "".join(
        f'<div class="share-item"><a class="share share-{s}" href="/{s}"><span class="label">{s}</span>{_icon(s)}</a></div>'
        for s in SHARERS
    )
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in body.split("\n") if line.strip())
    return (
        f'<div class="breadcrumbs"><div class="breadcrumbs-inner">{crumbs}</div></div><main class="site-main"><article class="post hentry">'
        f'<div class="entry-header"><h1 class="entry-title">{html.escape(title)}</h1><div class="entry-meta">{dates[kind]}'
        f'<span class="cat"><i class="fa fa-folder"></i> <a href="/c">{name(chance)}</a></span></div></div>\n'
        f'<div class="entry-thumb"><img class="wp-image" src="/i/{chance.randrange(10**5)}.jpg" alt=""></div>'
        f'<div class="entry-content"><div class="text-wrap">\n{paragraphs}\n</div></div>\n'
        f'<div class="share-buttons"><div class="share-inner">{share}</div></div></article></main>'
    )


def _teaser(number: int, chance: random.Random) -> str:
    return (
        f'<div class="teaser col-md-4"><div class="teaser-wrap"><div class="card"><div class="card-img"><a href="/n/{number}">'
        f'<img loading="lazy" src="/i/{number}.jpg" alt=""></a></div><div class="card-body"><div class="card-title">'
        f'<a href="/n/{number}">{_words(chance, 3, 6)}</a></div>'
        f'<div class="card-text"><p>{_words(chance, 6, 12)}</p></div>'
        f'<span class="card-cat"><span class="cat-name">{name(chance)}</span></span>'
        f'<span class="card-more">{name(chance)} <i class="fa fa-arrow"></i></span></div></div></div></div>'
    )


def _related(chance: random.Random) -> str:
    teasers = "".join(_teaser(i, chance) for i in range(12))
    return f'<div class="related-posts"><h3 class="related-title">{name(chance)}</h3><div class="row">{teasers}</div></div>'


def _sidebar(chance: random.Random) -> str:
    links = "".join(
        f'<div class="widget-item"><div class="item-inner"><div class="num">{i}</div>'
        f'<div class="link"><a href="/t/{i}">{_words(chance, 2, 5)}</a></div></div></div>'
        for i in range(10)
    )
    days = "".join("<tr>" + "".join(f"<td>{7 * w + d}</td>" for d in range(1, 8)) + "</tr>" for w in range(2))
    return (
        f'<aside class="col-lg-4 sidebar"><div class="widget"><div class="widget-title">{name(chance)}</div>{links}</div>'
        f'<div class="widget"><div class="widget-title">{name(chance)}</div><table class="calendar">{days}</table></div></aside>'
    )


def _footer(chance: random.Random) -> str:
    def column(number: int) -> str:
        links = "".join(f'<li><a href="/f/{number}/{i}">{_words(chance, 1, 3)}</a></li>' for i in range(5))
        return f'<div class="col-md-3"><div class="footer-widget"><span class="head">{name(chance)}</span><ul>{links}</ul></div></div>'

    columns = "".join(column(i) for i in range(3))
    contact = "<br>".join(f"<span>{_words(chance, 2, 3)} {chance.randrange(100)}</span>" for _ in range(5))
    return (
        f'<footer class="site-footer"><div class="container"><div class="row">{columns}<div class="col-md-3"><div class="contact">{contact}'
        f'</div></div></div></div><div class="copyright"><div class="container"><span>© {name(chance)}</span></div></div></footer>'
    )
