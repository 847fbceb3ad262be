"""The Glossary page: all terms, found by a word, each with the lesson that shows it."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from cnn.glossary import TERMS
from tests.pages.opening import words

APP = Path(__file__).parents[2] / "app.py"


def glossary(sought: str = "") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30).run().switch_page("pages/glossary.py").run()
    assert not app.exception
    return app.text_input(key="glossary_search").set_value(sought).run() if sought else app


def entries(app: AppTest) -> list[str]:
    """The words that are explained, in order."""
    texts = [text.value for text in app.main.markdown if text.value.startswith("**")]
    return [text.split("**")[1] for text in texts]


def test_all_terms_are_there_in_order_with_their_sentences_under_their_letters():
    app = glossary()
    assert entries(app) == [known.word for known in TERMS]
    assert all(known.sentence in words(app) for known in TERMS)
    letters = [header.value for header in app.main.header]
    assert letters == sorted({known.word[0].upper() for known in TERMS})


def test_a_term_is_found_by_any_form_of_its_word():
    assert "bias" in entries(glossary("Biases"))
    assert entries(glossary("  max   POOL ")) == ["max pooling"]


def test_a_term_is_found_by_its_sentence_where_no_word_fits():
    assert entries(glossary("neuron")) == ["unit"]


def test_a_search_without_a_hit_says_so_and_repeats_nothing():
    app = glossary("<b>zebra</b>")
    assert entries(app) == []
    assert "No term or sentence contains that." in app.info[0].value
    assert "zebra" not in words(app)


def test_a_term_leads_to_the_lesson_that_shows_it():
    links = [link.label for link in glossary("padding").get("page_link")]
    assert "Shown in 3 Borders and padding" in links
