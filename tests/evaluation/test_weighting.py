"""AHP, entropy weights and TOPSIS: equal to an independent library, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.methods import TOPSIS
from pymcdm.normalizations import vector_normalization
from pymcdm.weights import entropy_weights as oracle_entropy
from pymcdm.weights.subjective import AHP

from jtdesk.core.errors import RuleError
from jtdesk.evaluation.weighting import ahp, entropy_weights, topsis

NAMES = ("组织管理", "师资互派", "质量共升")
EXACT = 1e-9


def names(count):
    return [f"i{n}" for n in range(count)]


@st.composite
def comparisons(draw):
    count = draw(st.integers(2, 9))
    matrix = [[1.0] * count for _ in range(count)]
    for row in range(count):
        for column in range(row + 1, count):
            value = draw(st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 9]))
            value = 1 / value if draw(st.booleans()) else float(value)
            matrix[row][column], matrix[column][row] = value, 1 / value
    return matrix


@given(comparisons())
def test_ahp_equals_the_oracle(matrix):
    count = len(matrix)
    mine, theirs = ahp(names(count), matrix), AHP(matrix=np.array(matrix))
    assert np.allclose(mine.weights, theirs(), atol=EXACT, rtol=0)
    assert sum(mine.weights) == pytest.approx(1, abs=1e-12)
    index = theirs.get_cr() * AHP.RI_M[count - 1] if count > 2 else 0  # their table differs
    assert mine.index == pytest.approx(max(0, index), abs=EXACT)


TABLES = st.integers(5, 12).flatmap(
    lambda rows: st.integers(2, 6).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(1, 1000), min_size=columns, max_size=columns),
            min_size=rows, max_size=rows,
        )
    )
)  # fmt: skip


@given(TABLES)
def test_entropy_weights_equal_the_oracle(table):
    plain = np.array(table, dtype=float)
    if (np.ptp(plain, axis=0) / plain.max(axis=0)).max() < 0.01:
        return  # no difference to speak of: both divide noise by noise
    mine = entropy_weights(names(len(table[0])), table)
    assert np.allclose(mine.weights, oracle_entropy(plain), atol=EXACT, rtol=0)
    assert sum(mine.weights) == pytest.approx(1, abs=1e-12)


@given(TABLES, st.data())
def test_topsis_equals_the_oracle(table, data):
    plain = np.array(table, dtype=float)
    count = plain.shape[1]
    weights = data.draw(st.lists(st.integers(1, 50), min_size=count, max_size=count))
    costs = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    if not np.ptp(plain, axis=0).any():
        assert set(topsis(table, weights, costs)) == {0.5}
        return
    shares = np.array(weights) / sum(weights)
    theirs = TOPSIS(vector_normalization)(plain, shares, np.where(costs, -1, 1), validation=False)
    assert np.allclose(topsis(table, weights, costs), theirs, atol=EXACT, rtol=0)


def test_ahp_by_hand():
    # A consistent matrix: 师资互派 twice 组织管理, 质量共升 twice 师资互派; weights 1/7, 2/7, 4/7.
    found = ahp(NAMES, [[1, 0.5, 0.25], [2, 1, 0.5], [4, 2, 1]])
    assert found.weights == pytest.approx((1 / 7, 2 / 7, 4 / 7), abs=1e-12)
    assert found.consistent
    assert found.said.endswith("一致性比例 0.0000，小于 0.1，各项比较前后一致。")


def test_comparisons_that_do_not_go_together_are_named():
    # A over B 9, B over C 9, but C over A 9
    found = ahp(NAMES, [[1, 9, "1/9"], ["1/9", 1, 9], [9, "1/9", 1]])
    assert not found.consistent
    assert found.ratio > 5
    assert "不小于 0.1" in found.said
    assert "比“" in found.said


def test_the_consistency_of_a_textbook_matrix():
    # Saaty's example of three criteria: largest eigenvalue 3.0385, CI 0.0193, CR 0.0332 with 0.58
    found = ahp(NAMES, [[1, "1/3", 5], [3, 1, 7], ["1/5", "1/7", 1]])
    assert found.largest == pytest.approx(3.0649, abs=1e-4)
    assert found.index == pytest.approx(0.0324, abs=1e-4)
    assert found.ratio == pytest.approx(0.0559, abs=1e-4)


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        ([[1]], "要有 2 到 15 项指标"),
        ([[1, 2], [0.5]], "应是 2 行 2 列"),
        ([[1, 3], [3, 1]], "“i0”与“i1”的两格应互为倒数，写的是 3 和 3。"),
        ([[1, -3], [-3, 1]], "“i0”与“i1”的比较应大于 0。"),
        ([[2, 3], ["1/3", 1]], "应互为倒数"),
    ],
)
def test_what_is_no_matrix_of_comparisons_is_refused(matrix, sentence):
    with pytest.raises(RuleError, match=sentence):
        ahp(names(len(matrix)), matrix)


def test_a_third_may_be_written_short():
    assert ahp(("a", "b"), [[1, 3], [0.33, 1]]).weights == pytest.approx((0.75, 0.25))


def test_entropy_weights_by_hand():
    # One indicator the same for all, one where a single school has everything: entropy 1 and 0.
    found = entropy_weights(("同", "独"), [[5, 0], [5, 0], [5, 0], [5, 0], [5, 8]])
    assert found.weights == (0, 1)
    assert found.entropies == pytest.approx((1, 0))
    assert "“同”各校相同，权重为 0。" in found.said


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ([[1, 2]] * 4, "至少需要 5 所学校，现有 4 所，不作计算。请用两两比较"),
        ([[1, -2]] * 5, "不能有小于 0 的得分"),
        ([[1, 2]] * 5, "每一项上都相同"),
        ([[1, 2]] * 4 + [[1]], "应有 2 个数"),
    ],
)
def test_entropy_weights_are_refused_where_they_say_nothing(table, sentence):
    with pytest.raises(RuleError, match=sentence):
        entropy_weights(("a", "b"), table)


def test_topsis_by_hand():
    # One column: norm 5, shares 0.6 and 0.8; the best is 1, the worst 0.
    assert topsis([[3], [4]], [1]) == (0, 1)
    assert topsis([[3], [4]], [1], [True]) == (1, 0)
    assert topsis([[3, 4], [4, 3]], [1, 1]) == pytest.approx((0.5, 0.5))
