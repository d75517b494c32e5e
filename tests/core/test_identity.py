"""The identity number's rules, on the standard's own numbers and on every made-up one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core import identity

GOOD = ("11010519491231002X", "440524188001010014", "31019919670415417X", "310199197805035975")


def make_id(area: int, birth: date, serial: int) -> str:
    body = f"{area:06d}{birth:%Y%m%d}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


numbers = st.builds(
    make_id,
    st.integers(110000, 659999),
    st.dates(date(1930, 1, 1), date(2010, 12, 31)),
    st.integers(0, 999),
)


@pytest.mark.parametrize("number", GOOD)
def test_vectors_are_valid(number):
    assert identity.id_check_ok(number)
    assert identity.id_fault(number) is None


@given(numbers)
def test_a_right_number_has_no_fault(number):
    assert identity.id_fault(number) is None
    assert identity.id_birth(number) == f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    assert identity.id_gender(number) == ("男" if int(number[16]) % 2 else "女")


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert identity.id_fault(wrong) is not None


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105491231002", "id_missing_or_short"),
        ("1101051949123100", "id_missing_or_short"),
        ("330***********1234", "id_missing_or_short"),
        ("110105194912310021", "id_check_digit"),
        ("11010519491331002X", "id_check_digit"),
        ("1101051949123100AX", "id_check_digit"),
        ("", "id_missing_or_short"),
    ],
)
def test_faults(number, code):
    fault = identity.id_fault(number)
    assert fault is not None
    assert fault[0] == code
    assert identity.id_fault(number)[1]


@pytest.mark.parametrize(
    "written",
    [
        " 11010519491231002x ",
        "'11010519491231002X",
        "11010519491231002X",
        "110105 19491231 002X",
        "\u200b11010519491231002×",
        "’11010519491231002Х",
    ],
)
def test_tidy_id(written):
    assert identity.tidy_id(written) == "11010519491231002X"


def test_no_birth_or_gender_in_anything_else():
    for text in ("", "110105", "11010519490231002X", "１１０１０５１９４９１２３１００２X"):
        assert identity.id_birth(text) is None
    assert identity.id_gender("110105") is None


def test_masks():
    assert identity.mask_id("330199199001011234") == "330***********1234"
    assert identity.mask_phone("19957056352") == "199****6352"
    assert identity.mask_id(None) == identity.mask_phone("") == ""


@given(st.text(alphabet="0123456789X-", max_size=20))
def test_masks_keep_length_and_never_show_all(text):
    for mask in (identity.mask_id, identity.mask_phone):
        assert len(mask(text)) == len(text)
        if text:
            assert "*" in mask(text)
