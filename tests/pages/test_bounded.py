"""Of what is kept by name, the oldest goes first."""

from pages.parts.session.bounded import forget_oldest


def test_the_oldest_go_and_what_is_put_in_anew_stays():
    kept = {"a": 1, "b": 2, "c": 3}
    kept["a"] = kept.pop("a")
    forget_oldest(kept, 2)
    assert kept == {"c": 3, "a": 1}
    forget_oldest(kept, 2)
    assert kept == {"c": 3, "a": 1}
