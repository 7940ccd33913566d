"""Words break where they may and never take more room than there is."""

from hypothesis import given
from hypothesis import strategies as st

from resilience_dash.charts.lettering import clean, lines, width


@given(st.text(max_size=120).map(clean), st.floats(40, 200))
def test_lines_fit_into_the_room_there_is(text: str, room: float) -> None:
    broken = lines(text, 14, room, bold=True)
    assert 1 <= len(broken) <= 2
    assert all(width(line, 14, bold=True) <= room for line in broken)


@given(st.text(max_size=60))
def test_clean_text_can_be_written_anywhere(text: str) -> None:
    kept = clean(text)
    kept.encode()
    assert not any(c < " " or "\x7f" <= c < "\xa0" for c in kept)
    assert clean(kept) == kept


def test_two_lines_are_as_equal_as_words_allow() -> None:
    assert lines("Clean environment", 14, 150) == ("Clean environment",)
    assert lines("Clean environment", 14, 150, fewest=2) == ("Clean", "environment")
    assert lines("Help for community anchors", 14, 150) == ("Help for", "community anchors")


def test_what_is_still_too_long_ends_in_an_ellipsis() -> None:
    assert lines("Internationalisation", 14, 80)[0].endswith("…")
