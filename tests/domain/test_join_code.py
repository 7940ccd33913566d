"""The code on the wall, as people type and paste it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resilience_dash.domain.join_code import LENGTH, SIGNS, as_typed, shown

CODES = st.text(SIGNS, min_size=LENGTH, max_size=LENGTH)


def test_there_are_too_many_to_guess() -> None:
    assert len(SIGNS) == len(set(SIGNS))
    assert math.log2(len(SIGNS) ** LENGTH) > 38
    assert not set(SIGNS) & set("AEIOUL1Q")


@given(CODES)
def test_a_code_is_known_again_however_it_is_written(code: str) -> None:
    for written in (code, shown(code), shown(code).lower(), f"  {code[:4]} {code[4:]}\n", " ".join(code)):
        assert as_typed(written) == code
    assert as_typed(code.replace("0", "O")) == as_typed(code.replace("0", "o")) == code
    assert as_typed(f"https://resilience.example.org/join/{shown(code)}?from=wall") == code
    assert as_typed(f"192.168.0.5:8501/JOIN/{code.lower()}") == code


@pytest.mark.parametrize(
    "text", ["", "BCDF", "BCDF-GHJKM", "BCDF-GHJ1", "ABCD-EFGH", "/join/", "BCDF_GHJÄ", "🎉" * 8, "x" * 9_999]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert as_typed(text) is None
