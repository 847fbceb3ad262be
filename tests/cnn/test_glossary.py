"""The list of terms: each once, each explained, each found in a text in all its forms."""

import pytest

from cnn.glossary import TERMS, term, terms_in, with_terms


def test_terms_are_in_alphabetical_order_and_each_is_there_once():
    words = [known.word.lower() for known in TERMS]
    assert words == sorted(words)
    assert len({known.key for known in TERMS}) == len(TERMS)
    forms = [form.lower() for known in TERMS for form in known.all_forms]
    assert len(set(forms)) == len(forms)


@pytest.mark.parametrize("known", TERMS, ids=lambda known: known.key)
def test_a_term_has_one_or_two_plain_sentences(known):
    assert known.sentence.endswith(".")
    assert len(known.sentence) <= 180
    assert not set("*_[]`<>") & set(known.sentence)


def test_a_term_in_a_text_is_a_link_to_its_sentence():
    assert term("kernel") == "[kernel](#term-kernel)"
    assert term("feature_map", "maps") == "[maps](#term-feature_map)"
    with pytest.raises(KeyError):
        term("no such term")


def test_terms_are_found_in_their_forms_and_the_longest_wins():
    found = terms_in("Max pooling keeps the largest of each window; its Maps have no biases.")
    assert [known.key for known in found] == ["max_pooling", "window", "feature_map", "bias"]


def test_a_part_of_another_word_is_no_term():
    assert not terms_in("mapped, shapely, community, unit-length, batched")


def test_a_term_is_explained_where_it_first_stands_and_only_there():
    explained: set[str] = set()
    first = with_terms("**32 filters** give 32 maps; each Filter has a bias.", explained)
    assert first == (
        "**32 [filters](#term-filter)** give 32 [maps](#term-feature_map); each Filter has a "
        "[bias](#term-bias)."
    )
    assert with_terms("Maps, filters and kernels.", explained) == (
        "Maps, filters and [kernels](#term-kernel)."
    )


def test_links_code_and_formulas_stay_as_they_are_and_count():
    explained: set[str] = set()
    text = f"A {term('kernel')} and `kernel`, $kernel$, [filters](https://example.org)."
    assert with_terms(text, explained) == text
    assert with_terms("kernel, filter", explained) == "kernel, [filter](#term-filter)"
