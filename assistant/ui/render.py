"""HTML of text that others wrote: everything is escaped here, once, and only our own tags are added."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKER = re.compile(r"\[(\d{1,4})\]")
# Characters that HTML cannot hold, and the bidirectional overrides that let a text pretend to be another.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def text(value: str) -> str:
    """Escape a text for HTML."""
    return html.escape(_UNSEEN.sub("", value), quote=True)


def attribute(value: str) -> str:
    """Return a text as a quoted HTML attribute value."""
    return f'"{text(value)}"'


def link(url: str, label: str | None = None) -> str:
    """Return an outside link that opens in a new tab; the bare text where the address is not http(s)."""
    if not is_web_address(url):
        return text(label or url)
    return f'<a href={attribute(url)} target="_blank" rel="noopener noreferrer">{text(label or url)}</a>'


def is_web_address(url: str) -> bool:
    """Say whether an address is http or https with a host, so that it may be linked."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def answer_html(markdown: str, markers: Mapping[int, str], *, lang: str = "en") -> str:
    """Return an answer's Markdown as HTML with its `[1]` markers as links.

    `markers` holds the HTML of each citation that exists; a marker without one stays plain text. Of Markdown only
    paragraphs, lists, headings and emphasis are kept: links, images and HTML come from nobody but us.
    """
    tokens = _parser().parse(_UNSEEN.sub("", markdown))
    _promote_headings(tokens)
    parts = [_token_html(token, markers) for token in tokens]
    return f'<div class="prose-answer" lang={attribute(lang)}>{"".join(parts)}</div>'


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False})
    parser.enable(["heading", "list", "emphasis", "newline", "escape", "entity"])
    return parser.disable("text_join")  # an escaped bracket stays apart, so that "\\[1\\]" is never a marker


def _promote_headings(tokens: list[Token]) -> None:
    """Turn a paragraph that is nothing but strong text into a heading, as the composer means it."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "paragraph_open" or opening.level or inline.type != "inline":
            continue
        children = [child for child in inline.children or [] if child.content or child.type != "text"]
        only_strong = len(children) > 2 and children[0].type == "strong_open" and children[-1].type == "strong_close"
        if only_strong and all(child.type == "text" for child in children[1:-1]):
            opening.tag = closing.tag = "h4"
            inline.children = children[1:-1]


_BLOCK_TAGS = frozenset({"p", "h4", "ul", "ol", "li"})


def _token_html(token: Token, markers: Mapping[int, str]) -> str:
    if token.type == "inline":
        return "".join(_inline_html(child, markers) for child in token.children or [])
    if token.hidden:
        return ""
    tag = "h4" if re.fullmatch(r"h[1-6]", token.tag) else token.tag
    if tag not in _BLOCK_TAGS:
        return text(token.content)
    if token.nesting == -1:
        return f"</{tag}>"
    start = token.attrGet("start") if tag == "ol" else None
    return f'<{tag} start="{start}">' if isinstance(start, int) else f"<{tag}>"


def _inline_html(token: Token, markers: Mapping[int, str]) -> str:
    plain: dict[str, str] = {
        "strong_open": "<strong>",
        "strong_close": "</strong>",
        "em_open": "<em>",
        "em_close": "</em>",
        "softbreak": "\n",
        "hardbreak": "<br>",
    }
    if token.type in plain:
        return plain[token.type]
    return _with_markers(token.content, markers)


def _with_markers(content: str, markers: Mapping[int, str]) -> str:
    pieces: list[str] = []
    at = 0
    for match in _MARKER.finditer(content):
        replacement = markers.get(int(match.group(1)))
        if replacement is not None:
            pieces += [text(content[at : match.start()]), replacement]
            at = match.end()
    return "".join([*pieces, text(content[at:])])
