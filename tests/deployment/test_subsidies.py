"""Subsidies by hand-worked sums: months served, rates by place, one pay a month, exact 分."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.deployment import payments, service, standards, subsidies, subsidy_grammar
from jtdesk.deployment.served import (
    HALF,
    NOTHING,
    WHOLE,
    Period,
    days_served,
    months_served,
    term_period,
    year_period,
)
from jtdesk.deployment.standards import Choice, StandardEdit
from tests.builders import a_school

YEAR = Period("2025-2026学年", "2025-09-01", "2026-08-31")


def placement(**values):
    return {
        "id": "p", "name": "张三", "id_number": None, "from_school": "甲校", "to_school": "乙校",
        "to_school_id": "b", "mode": "支教", "start": "2025-09", "end": "2026-07", "status": None,
        "place_class": None, "days": None,
    } | values  # fmt: skip


def table(*rates, **settings):
    body = {"title": "标准", "source": "文件", "rate": list(rates), **settings}
    assert subsidy_grammar.faults(body) == []
    return subsidies.table_of(body)


def rate(amount, per="month", kind="生活补助", **values):
    return {"kind": kind, "per": per, "amount": amount, **values}


def paid(rows, standard, period=YEAR, schools=None):
    return subsidies.paid(rows, schools or {}, standard, period)


# ------------------------------------------------------------------ months served


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2025-09", "2026-07", 11),
        ("2025-09", None, 12),
        ("2024-09", "2025-12", 4),
        ("2026-03", "2026-03", 1),
        ("2025-09-15", "2026-01-14", 5),
        ("2026-09", "2027-07", 0),
        ("2024-09", "2025-08", 0),
    ],
)
def test_months_of_a_year(start, end, months):
    assert len(months_served(start, end, YEAR)) == months


@pytest.mark.parametrize(("part", "months"), [(WHOLE, 5), (HALF, Fraction(9, 2)), (NOTHING, 3)])
def test_months_that_are_not_served_whole(part, months):
    # 15 Sep is 16 days of September, 14 Jan is 14 days of January.
    served = months_served("2025-09-15", "2026-01-14", YEAR, part_month=part)
    assert sum(served.values()) == months


def test_holidays_count_or_not():
    served = months_served("2025-09", None, YEAR, unpaid=(2, 7, 8))
    assert list(served) == [
        "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-03", "2026-04", "2026-05",
        "2026-06",
    ]  # fmt: skip


def test_what_lies_ahead_is_not_served_yet():
    assert list(months_served("2025-09", "2026-07", year_period("2025-10-15"))) == [
        "2025-09", "2025-10",
    ]  # fmt: skip
    assert months_served("2025-11", "2026-07", year_period("2025-10-15")) == {}
    assert months_served("2025-10-20", "2026-07", year_period("2025-10-15")) == {}


def test_periods():
    assert year_period("2026-08-31") == Period("2025-2026学年", "2025-09-01", "2026-08-31")
    assert year_period("2026-09-01").title == "2026-2027学年"
    assert term_period("2026-01-31") == Period("2025-2026学年第一学期", "2025-09-01", "2026-01-31")
    assert term_period("2026-02-01").title == "2025-2026学年第二学期"
    assert term_period("2026-02-10", second_term=3).last == "2026-02-10"
    assert term_period("2026-07-05") == Period("2025-2026学年第二学期", "2026-02-01", "2026-07-05")


MONTHS = st.integers(0, 35).map(lambda n: f"{2024 + (8 + n) // 12}-{(8 + n) % 12 + 1:02d}")


def after(month):
    year, number = int(month[:4]), int(month[5:])
    return f"{year + 1}-01" if number == 12 else f"{year}-{number + 1:02d}"


@given(
    st.lists(MONTHS, min_size=3, max_size=3, unique=True).map(sorted),
    st.sets(st.integers(1, 12), max_size=6),
    st.sampled_from([WHOLE, HALF, NOTHING]),
)
def test_months_add_up_over_any_split(marks, unpaid, part):
    start, middle, end = marks
    wide = Period("三年", "2024-09-01", "2027-08-31")
    whole = months_served(start, end, wide, unpaid=unpaid, part_month=part)
    first = months_served(start, middle, wide, unpaid=unpaid, part_month=part)
    second = months_served(after(middle), end, wide, unpaid=unpaid, part_month=part)
    assert first | second == whole
    assert not first.keys() & second.keys()


@given(MONTHS, MONTHS, st.sampled_from(["2025-12-31", "2026-01-31", "2026-05-10"]))
def test_terms_add_up_to_the_year(one, other, day):
    start, end = min(one, other), max(one, other)
    terms = [term_period("2026-01-31"), term_period(day)] if day > "2026-02" else [term_period(day)]
    found = [months_served(start, end, term) for term in terms]
    together = {month: share for part in found for month, share in part.items()}
    assert together == months_served(start, end, year_period(day))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2025-11-12", "2025-11-12", 1),
        ("2025-11-15", "2025-11-15", 1),  # a Saturday: a day of visiting is a day
        ("2025-11-10", "2025-11-16", 5),
        ("2025-09", "2026-07", None),
        ("2025-09-01", "2026-01-10", None),
    ],
)
def test_days_of_short_stays(start, end, days):
    assert days_served(start, end, YEAR) == days


# ------------------------------------------------------------------ amounts


def test_per_month_with_an_early_end():
    (line,) = paid([placement(end="2026-01")], table(rate(300)))
    assert (line.months, line.amount) == (5, Decimal("1500.00"))
    assert line.span == ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01")
    assert line.why == "300 元/月 × 5 个月（2025-09 至 2026-01） = 1500.00 元。"


def test_amounts_are_exact_to_the_cent():
    (line,) = paid([placement(end="2025-11")], table(rate("33.35")))
    assert line.amount == Decimal("100.05")
    half = table(rate("33.35"), part_month=HALF)
    (line,) = paid([placement(start="2025-09-20", end="2025-09-30")], half)
    assert line.amount == Decimal("16.68")  # 16.675, half up


def test_per_day_per_trip_per_year():
    visiting = placement(mode="走教", days=2, end="2026-01")
    (line,) = paid([visiting], table(rate(20, "day", "交通补助")))
    assert line.amount == 20 * 2 * 4 * 5
    (line,) = paid([visiting], table(rate(15, "trip", "交通补助"), weeks_a_month=4.5))
    assert line.amount == Decimal("675.00")  # 2 trips a week, 4.5 weeks, 5 months
    (line,) = paid([placement(end="2026-01")], table(rate(50, "trip", "交通补助")))
    assert line.amount == 50 * 4 * 5  # home once a week
    visit = placement(mode="送教", start="2025-11-12", end="2025-11-12")
    (line,) = paid([visit], table(rate(80, "trip", "交通补助")))
    assert (line.quantity, line.amount) == (1, 80)
    (line,) = paid([placement()], table(rate(20000, "year"), unpaid_months=[8]))
    assert line.amount == 20000
    (line,) = paid([placement(end="2025-12")], table(rate(20000, "year"), unpaid_months=[7, 8]))
    assert line.amount == 8000  # 4 of 10 months


def test_the_rate_follows_place_and_mode():
    standard = table(
        rate(600, place=["海岛"]), rate(300, place=["乡村"]), rate(100),
        rate(40, kind="交通补助", modes=["走教"]),
        place=[{"name": "海岛", "island": True}, {"name": "乡村", "area": ["乡村"]}],
    )  # fmt: skip
    schools = {
        "b": {"name": "乙校", "area": "乡村", "island": True},
        "c": {"name": "丙校", "area": "乡村", "island": False},
        "d": {"name": "丁校", "area": "城区", "island": None},
    }

    def rates(**values):
        lines = paid([placement(**values)], standard, schools=schools)
        return {line.kind: line.rate for line in lines}

    assert rates() == {"生活补助": 600}
    assert rates(to_school_id="c") == {"生活补助": 300}
    assert rates(to_school_id="d") == {"生活补助": 100}
    assert rates(to_school_id="d", place_class="海岛") == {"生活补助": 600}
    assert rates(mode="走教") == {"生活补助": 600, "交通补助": 40}


def test_a_place_without_a_rate_is_said():
    standard = table(rate(600, place=["一档"]))
    (line,) = paid([placement()], standard)
    assert (line.amount, line.months) == (None, 11)
    assert "没有补贴档次" in line.why
    (line,) = paid([placement(place_class="九档")], standard)
    assert "没有“九档”这一档" in line.why


def test_who_is_not_paid():
    standard = table(rate(100), modes=["支教"])
    assert paid([placement(status="取消")], standard) == []
    assert paid([placement(status="拟派")], standard) == []
    assert paid([placement(mode="跟岗")], standard) == []
    assert paid([placement(start=None)], standard) == []
    assert paid([placement(start="2026-09", end=None)], standard) == []


def test_a_month_is_paid_once_whatever_the_ledger_says():
    first = placement(id="a", end="2026-01-15")
    second = placement(id="b", start="2026-01-16", end="2026-07")
    lines = paid([second, first], table(rate(100)))
    assert [line.months for line in lines] == [5, 6]
    assert "另 1 个月已按同一人的另一条记录发放" in lines[1].why
    other = placement(id="b", name="李四", start="2026-01-16")
    assert [line.months for line in paid([first, other], table(rate(100)))] == [5, 7]
    halves = table(rate(100), part_month=HALF)
    parts = [
        placement(id="a", end="2026-01-10"),
        placement(id="b", start="2026-01-25", end="2026-01"),
    ]
    assert [line.months for line in paid(parts, halves)] == [Fraction(9, 2), Fraction(1, 2)]


@given(st.lists(st.tuples(MONTHS, MONTHS), min_size=1, max_size=5))
def test_nobody_is_paid_for_more_months_than_there_are(terms):
    rows = [placement(id=str(n), start=min(term), end=max(term)) for n, term in enumerate(terms)]
    lines = paid(rows, table(rate(100)))
    union = set()
    for row in rows:
        union |= months_served(row["start"], row["end"], YEAR).keys()
    assert sum(line.months for line in lines) == len(union)
    assert subsidies.total_of(lines) == 100 * len(union)


# ------------------------------------------------------------------ grammar


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"rates": []}, "不认识 rates"),
        ({"rate": [{"per": "month", "amount": 1}]}, "缺少 kind"),
        ({"rate": [rate(1, per="week")]}, "per“week”"),
        ({"rate": [rate(-1)]}, "amount"),
        ({"rate": [rate(1.005)]}, "至多两位小数"),
        ({"rate": [rate("很多")]}, "amount“很多”"),
        ({"rate": [rate(True)]}, "amount"),
        ({"rate": [rate(1, place="海岛")]}, "place 应是一列词"),
        ({"rate": {"kind": "x"}}, "[[rate]]"),
        ({"place": [{"name": "海岛"}]}, "没有写哪些学校"),
        ({"place": [{"name": "乡村", "area": ["郊区"]}]}, "不认识“郊区”"),
        ({"place": [{"island": True}]}, "缺少 name"),
        ({"unpaid_months": [13]}, "unpaid_months"),
        ({"unpaid_months": list(range(1, 13))}, "至少留一个月"),
        ({"part_month": "一半"}, "part_month"),
        ({"weeks_a_month": 9}, "weeks_a_month"),
        ({"second_term": 2.5}, "second_term"),
    ],
)
def test_faults_name_the_key(body, said):
    assert any(said in fault for fault in subsidy_grammar.faults(body)), subsidy_grammar.faults(
        body
    )


def shipped(code):
    return subsidies.table_of(standards.library("subsidies")[code])


def test_rates_that_ship_are_those_of_the_sources():
    assert [r.amount for r in shipped("jiaocheng").rates] == [100, 200, 300, 400, 500, 700]
    assert [r.amount for r in shipped("baihe").rates] == [600, 500, 400]
    assert {r.places[0]: r.amount for r in shipped("jinzhai").rates} == {
        "一校一师": 1000, "一校两师": 200, "三师及以上": 100,
    }  # fmt: skip
    assert [(r.amount, r.per) for r in shipped("fujian-support").rates] == [(1500, "month")]
    assert [r.amount for r in shipped("zhejiang-special-post").rates] == [300]
    assert [r.amount for r in shipped("yunnan").rates] == [500]


# ------------------------------------------------------------------ on a store


@pytest.fixture
def world(store):
    a_school(store, "甲校", area="城区")
    a_school(store, "乙校", area="乡村", island=True)
    for name, values in (
        ("王芳", {"mode": "支教"}), ("李四", {"mode": "走教", "days": 2}), ("赵六", {"mode": "跟岗"}),
    ):  # fmt: skip
        row = {
            "name": name, "from_school": "甲校", "to_school": "乙校", "start": "2025-09",
            "end": "2026-07",
        }  # fmt: skip
        store.do(service.add_placement, service.PlacementDraft(row | values))
    return store


def of_year(store, day="2026-08-31"):
    return store.ask(lambda s: payments.subsidies_of_year(s, Ask(day)))


def test_without_a_standard_there_are_months_but_no_money(world):
    rows = of_year(world)
    assert {(row["name"], row["months"], row["amount"]) for row in rows} == {
        ("王芳", 11, None), ("李四", 11, None),
    }  # fmt: skip
    total = world.ask(lambda s: payments.subsidy_total(s, Ask("2026-08-31")))
    assert (total.people, total.amount, total.capitals, total.unsolved) == (0, 0, "零元整", 2)
    assert "还没有选用补贴标准" in total.note


def test_a_chosen_standard_pays_from_its_year_on(world):
    world.do(standards.choose_standard, Choice("subsidies", 2026, "yunnan"))
    assert {row["amount"] for row in of_year(world)} == {None}
    world.do(standards.choose_standard, Choice("subsidies", 2025, "yunnan"))
    assert {row["name"]: row["amount"] for row in of_year(world)} == {"王芳": 5500, "李四": 5500}
    total = world.ask(lambda s: payments.subsidy_total(s, Ask("2026-08-31")))
    assert (total.people, total.amount) == (2, Decimal("11000.00"))
    assert total.capitals == "壹万壹仟元整"
    assert total.note == ""


def test_a_term_and_an_early_end(world):
    world.do(standards.choose_standard, Choice("subsidies", 2025, "yunnan"))
    rows = world.ask(lambda s: payments.subsidies_of_term(s, Ask("2026-01-31")))
    assert {row["months"] for row in rows} == {5}
    assert {row["period"] for row in rows} == {"2025-2026学年第一学期"}
    gone = next(row for row in rows if row["name"] == "王芳")["placement_id"]
    world.do(service.end_placement, service.PlacementEnd(gone, "2025-11-20"))
    rows = world.ask(lambda s: payments.subsidies_of_term(s, Ask("2026-01-31")))
    assert {row["name"]: row["amount"] for row in rows} == {"王芳": 1500, "李四": 2500}


def test_the_day_to_ask_about(world):
    def day(part, seen):
        return world.ask(lambda s: payments.last_day_of(s, 2025, part, seen))

    assert day("first", "2025-10-15") == "2025-10-15"
    assert day("first", "2026-06-01") == "2026-01-31"
    assert day("second", "2026-01-31") is None
    assert day("second", "2026-06-01") == "2026-06-01"
    assert day("whole", "2027-01-01") == "2026-08-31"
    assert day("whole", "2025-08-31") is None


def test_an_edited_standard_is_checked(world):
    body = dict(standards.library("subsidies")["unset"])
    body["rate"] = [rate(88.5)]
    world.do(standards.edit_standard, StandardEdit("subsidies", 2025, body))
    assert {row["amount"] for row in of_year(world)} == {973.5}
    body["rate"] = [rate("八百")]
    with pytest.raises(RuleError, match="amount“八百”"):
        world.do(standards.edit_standard, StandardEdit("subsidies", 2025, body))
