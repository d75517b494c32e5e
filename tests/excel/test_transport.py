from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.excel.transport import WireError, decode_block, encode_block

TEXTS = st.text(max_size=8).filter(lambda text: text.strip())
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer()),
    st.dates(),
    st.datetimes().filter(lambda moment: moment.time() != dt.time()),
    st.times(),
    st.timedeltas(),
)
COLUMNS = st.integers(1, 12).flatmap(
    lambda height: st.lists(
        st.sampled_from([VALUES, TEXTS, st.dates(), st.just(None), st.booleans()]).flatmap(
            lambda kind: st.lists(kind, min_size=height, max_size=height)
        ),
        min_size=1,
        max_size=6,
    )
)


def exact(rows: Any) -> list[list[tuple[type, Any]]]:
    return [[(type(value), value) for value in row] for row in rows]


@given(COLUMNS)
def test_every_cell_survives_the_wire(columns: list[list[Any]]) -> None:
    height = len(columns[0])
    while columns and all(value is None for value in columns[-1]):
        columns.pop()
    rows = [tuple(column[r] for column in columns) for r in range(height)]
    assert exact(decode_block(encode_block(columns, height))) == exact(rows)


def test_long_columns_of_few_and_of_many_texts() -> None:
    few = ["男", "女", "", " "] * 2000
    many = [f"教师{i}" for i in range(8000)]
    odd = [f"a\x1f{i}" for i in range(8000)]
    rows = decode_block(encode_block([few, many, odd], 8000))
    assert rows[:4] == [
        ("男", "教师0", "a\x1f0"),
        ("女", "教师1", "a\x1f1"),
        (None, "教师2", "a\x1f2"),
        (None, "教师3", "a\x1f3"),
    ]
    assert len(rows) == 8000


def test_numbers_settle_on_the_way() -> None:
    numbers = [1.0, 1.5, -0.0, 1e15, -1e15, 10**15, 999_999_999_999_999.0, float("inf")]
    found = [row[0] for row in decode_block(encode_block([numbers], len(numbers)))]
    assert exact([found]) == exact([[1, 1.5, 0, 1e15, -1e15, 1e15, 999_999_999_999_999, None]])


@given(st.binary(max_size=200))
def test_strange_bytes_are_told_from_blocks(data: bytes) -> None:
    try:
        decode_block(data)
    except WireError:
        return


def test_a_cut_block_is_no_block() -> None:
    block = encode_block([["张三", "李四"], [1.5, 2.5]], 2)
    with pytest.raises(WireError):
        decode_block(block[:-3])
