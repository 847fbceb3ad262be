"""The sentence of a term, shown where its link stands: on hover, focus, tap and Enter."""

from __future__ import annotations

from collections.abc import Mapping

from cnn.glossary import ADDRESS, TERMS
from pages.parts.components.inline_component import inline_component

KEY = "term_popover"
GLOSSARY = "glossary"

_component = inline_component(__file__, is_style_its_own=False)


def term_popover(lesson_links: Mapping[str, str]) -> str | None:
    """Explain every term that is linked in the page; to be called once in each run.

    Args:
        lesson_links: what the link to each Learn page says, by the page's name; a term has one if
            its lesson is among them.

    Returns:
        The page that the visitor now asked for: GLOSSARY or one of `lesson_links`; else None.
    """
    terms = {
        known.key: {
            "word": known.word,
            "sentence": known.sentence,
            "lesson": known.lesson if known.lesson in lesson_links else None,
        }
        for known in TERMS
    }
    asked = _component(
        data={
            "address": ADDRESS,
            "terms": terms,
            "links": {GLOSSARY: "All terms", **lesson_links},
            "glossary": GLOSSARY,
        },
        key=KEY,
        on_opened_change=lambda: None,
    ).opened
    if asked == GLOSSARY or (isinstance(asked, str) and asked in lesson_links):
        return asked
    return None
