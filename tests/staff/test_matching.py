from __future__ import annotations

from jtdesk.staff import words
from jtdesk.staff.matching import distance, similar_pairs
from tests.builders import an_id


def person(row_id, name, **values):
    return {
        "id": row_id,
        "name": name,
        "birth_date": None,
        "phone": None,
        "id_number": None,
        "school": None,
        **values,
    }


def reasons(*people):
    return {(p.first, p.second): p.reasons for p in similar_pairs(people)}


def test_each_reason_is_found():
    number = an_id("1980-05-17", 11)
    near = number[:15] + ("9" if number[15] != "9" else "8") + number[16:]
    assert reasons(
        person("a", "张三", birth_date="1980-05-17"), person("b", "张三", birth_date="1980-05-17")
    ) == {("a", "b"): (words.SAME_NAME_AND_BIRTH,)}
    assert reasons(person("b", "张三", phone="1"), person("a", "张三", phone="1")) == {
        ("a", "b"): (words.SAME_PHONE,)
    }
    assert reasons(person("a", "张三", id_number=number), person("b", "张三", id_number=near)) == {
        ("a", "b"): (words.SIMILAR_ID,)
    }
    assert reasons(
        person("a", "张三", id_number=number),
        person("b", "张山", id_number=number[:6] + number[8:17]),
    ) == {("a", "b"): (words.SAME_OLD_ID,)}
    assert reasons(person("a", "张三", school="甲"), person("b", "张三", school="甲")) == {
        ("a", "b"): (words.SAME_NAME_AND_SCHOOL,)
    }


def test_namesakes_with_sound_numbers_are_two_people():
    first = person("a", "周红", school="甲", id_number=an_id("1980-05-17", 11))
    second = person("b", "周红", school="甲", id_number=an_id("1991-02-03", 24))
    assert reasons(first, second) == {}


def test_one_filler_value_is_no_person():
    crowd = [person(str(n), "张三", phone="000") for n in range(40)]
    assert reasons(*crowd) == {}


def test_distance_counts_a_swap_once():
    assert distance("123456", "123456") == 0
    assert distance("123456", "124356") == 1
    assert distance("123456", "124466") == 2
