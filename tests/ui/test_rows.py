"""Sorting, filtering and facets over plain rows."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jtdesk.ui.rows import BLANK, Choice, Column, RowSet, plain

values = st.one_of(st.none(), st.integers(-5, 5), st.sampled_from(["", "语文", "数学", "ab", "Z"]))


def names(rows, found):
    return [rows.rows[i]["name"] for i in found]


def test_filter_by_characters_and_by_initials(people, columns):
    rows = RowSet(people, columns)
    assert names(rows, rows.choose(Choice(words="zs"))) == ["张三"]
    assert names(rows, rows.choose(Choice(words="ZX"))) == ["赵小明"]
    assert names(rows, rows.choose(Choice(words="小"))) == ["张三", "李四", "赵小明"]
    assert names(rows, rows.choose(Choice(words="小 ls"))) == ["李四"]
    assert names(rows, rows.choose(Choice(words="4179"))) == ["张三"]
    assert rows.choose(Choice(words="无此人")) == []


def test_full_width_input_finds_half_width_text(people, columns):
    rows = RowSet(people, columns)
    assert names(rows, rows.choose(Choice(words="4179"))) == ["张三"]


def test_names_sort_by_pinyin_and_blanks_last_both_ways(people, columns):
    rows = RowSet(people, columns)
    up = names(rows, rows.choose(Choice(sort=(("name", False),))))
    assert up == ["安平", "李四", "张三", "赵小明"]
    assert names(rows, rows.choose(Choice(sort=(("name", True),)))) == up[::-1]
    assert names(rows, rows.choose(Choice(sort=(("age", False),))))[-1] == "李四"
    assert names(rows, rows.choose(Choice(sort=(("age", True),)))) == [
        "安平",
        "张三",
        "赵小明",
        "李四",
    ]


def test_words_sort_in_bureau_order_then_by_the_next_level(people, columns):
    rows = RowSet(people, columns)
    found = names(rows, rows.choose(Choice(sort=(("school", False), ("age", False)))))
    assert found == ["李四", "赵小明", "张三", "安平"]


def test_facets_and_their_counts(people, columns):
    rows = RowSet(people, columns)
    choice = Choice(facets={"school": frozenset({"堡南小学"})})
    assert names(rows, rows.choose(choice)) == ["张三", "赵小明"]
    # A facet counts under the other filters only, so that a second word can be added.
    assert rows.counts("school", choice) == [("芦荡小学", 1), ("堡南小学", 2), (BLANK, 1)]
    assert dict(rows.counts("subjects", choice)) == {"语文": 1, "数学": 1, "英语": 1}
    listed = Choice(facets={"subjects": frozenset({"数学", BLANK})})
    assert names(rows, rows.choose(listed)) == ["张三", "李四", "安平"]


def test_only_the_rows_behind_a_figure(people, columns):
    rows = RowSet(people, columns)
    assert names(rows, rows.choose(Choice(only=frozenset({"b", "d"})))) == ["李四", "安平"]


def test_sensitive_cells_are_masked_unless_revealed(people, columns):
    column = columns[3]
    assert column.show(people[0]) == "330***********4179"
    assert column.show(people[0], revealed=True) == "330102197503154179"
    assert column.show(people[1]) == ""


def test_values_as_people_write_them():
    assert plain(True) == "是"
    assert plain(["语文", "数学"]) == "语文、数学"
    assert plain(12.50) == "12.5"
    assert plain(0.125, "percent") == "12.5%"
    assert plain(None) == ""


@given(st.lists(st.tuples(values, values), max_size=30), st.booleans(), st.booleans())
def test_sorting_keeps_every_row_once_and_is_stable(pairs, first, second):
    rows = [{"id": str(i), "a": a, "b": b} for i, (a, b) in enumerate(pairs)]
    table = RowSet(rows, [Column(name="a", title="a"), Column(name="b", title="b")])
    found = table.choose(Choice(sort=(("a", first), ("b", second))))
    assert sorted(found) == list(range(len(rows)))
    blank = [rows[i]["a"] in {None, ""} for i in found]
    assert blank == sorted(blank), "blank cells stand last"
    again = table.choose(Choice(sort=(("a", first),)))
    for x, y in pairwise(again):
        if rows[x]["a"] == rows[y]["a"]:
            assert x < y


@given(
    st.lists(st.text("张三李四zs 12", max_size=5), max_size=20),
    st.text("张z1", min_size=1, max_size=2),
)
def test_filter_finds_exactly_the_rows_that_hold_the_word(texts, word):
    rows = [{"id": str(i), "a": text} for i, text in enumerate(texts)]
    table = RowSet(rows, [Column(name="a", title="a")])
    assert table.choose(Choice(words=word)) == [i for i, text in enumerate(texts) if word in text]
