"""Teaching in the country by hand-worked stays; a month never counts twice; the certificate."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.deployment import certificates, experience, rural, service, standards
from jtdesk.deployment.experience import POST, Stay
from jtdesk.deployment.standards import Choice
from tests.builders import a_group, a_school, a_teacher, an_id

DAY = "2025-10-15"
FEMALE = an_id("1987-05-07", 216)


def stay(school="沙岛教学点", kind="支教", start="2022-09", end="2023-07", **values):
    return Stay(values.pop("id", f"{school}{start}"), school, kind, start, end, **values)


def counted(*stays, day=DAY, days=15):
    return [len(span.months) for span in experience.spans(stays, day, days)]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2022-09", "2023-07", 11),
        ("2022-09-01", "2023-07-15", 11),
        ("2022-09-01", "2023-07-14", 10),
        ("2022-09-16", "2023-07", 11),  # 15 days of September
        ("2022-09-17", "2023-07", 10),
        ("2025-09", None, 2),  # 1 to 15 October
        ("2025-10", None, 1),
        ("2025-11", None, 0),
        (None, "2023-07", 0),
        ("2023-02-10", "2023-02-20", 0),
    ],
)
def test_months_of_a_stay(start, end, months):
    assert counted(stay(start=start, end=end)) == [months]


def test_overlapping_stays_count_once():
    first = stay(start="2022-09", end="2023-07")
    second = stay("横屿小学", "定期轮岗", "2023-03", "2024-01")
    found = experience.spans([second, first], DAY, 15)
    assert [len(span.months) for span in found] == [11, 6]
    assert found[1].why == "5 个月已在同期的另一段计入。"


def test_who_is_sent_away_does_not_teach_at_the_post():
    post = stay("横屿小学", POST, "2020-09-01", None)
    away = stay("城区小学", "定期轮岗", "2022-09", "2023-07", counts=False)
    assert counted(post, away, day="2024-08-31") == [48 - 11, 0]
    visiting = stay("城区小学", "走教", "2022-09", "2023-07", counts=False, full=False)
    assert counted(post, visiting, day="2024-08-31") == [48, 0]
    island = stay("沙岛教学点", "支教", "2022-09", "2023-07")
    found = experience.spans([post, island], "2024-08-31", 15)
    assert [len(span.months) for span in found] == [37, 11]
    assert found[0].why == "11 个月在外校交流，不在本校任教。"


def test_runs_and_durations():
    assert experience.runs(["2022-11", "2023-01", "2022-12", "2023-03"]) == [
        ("2022-11", "2023-01"), ("2023-03", "2023-03"),
    ]  # fmt: skip
    assert [experience.duration(n) for n in (0, 5, 12, 27)] == [
        "0 个月", "5 个月", "1 年", "2 年 3 个月",
    ]  # fmt: skip


DATES = st.dates(date(2018, 1, 1), date(2026, 12, 31)).map(str)
POINTS = DATES | DATES.map(lambda day: day[:7])
STAYS = st.builds(
    lambda number, a, b, kind, counts, full: Stay(
        number, "校", kind, min(a, b, key=lambda d: d[:7]), max(a, b, key=lambda d: d[:7]), counts, full
    ),
    st.uuids().map(str), POINTS, POINTS, st.sampled_from([POST, "支教", "走教"]), st.booleans(),
    st.booleans(),
)  # fmt: skip


@given(st.lists(STAYS, max_size=6), DATES, st.integers(1, 28))
def test_no_month_counts_twice_and_none_ahead(stays, day, days):
    found = experience.spans(stays, day, days)
    months = [month for span in found for month in span.months]
    assert len(months) == len(set(months))
    assert all(month <= day[:7] for month in months)
    assert all(span.stay.counts for span in found if span.months)
    assert sum(len(span.months) for span in found) == len(months)


@given(st.lists(STAYS, max_size=5), DATES, DATES)
def test_time_only_adds(stays, one, other):
    early, late = min(one, other), max(one, other)
    before = {m for span in experience.spans(stays, early, 15) for m in span.months}
    after = {m for span in experience.spans(stays, late, 15) for m in span.months}
    assert before <= after


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"areas": ["郊区"]}, "areas"),
        ({"modes": "支教"}, "modes"),
        ({"island": "是"}, "island"),
        ({"days_a_month": 40}, "days_a_month“40”"),
        ({"months": 3}, "不认识 months"),
    ],
)
def test_faults_name_the_key(body, said):
    assert any(said in fault for fault in experience.faults(body))


# ------------------------------------------------------------------ on a store


@pytest.fixture
def world(store):
    a_group(store)
    a_school(store, "城区小学", area="城区")
    a_school(store, "镇小学", area="镇区")
    a_school(store, "沙岛教学点", area="乡村", island=True)
    a_school(store, "山区小学", area="镇区", mountain=True)
    a_teacher(
        store, "王芳", "城区小学", id_number=FEMALE, school_since="2015-09", subject="语文",
        title="一级教师",
    )  # fmt: skip
    a_teacher(store, "李四", "沙岛教学点", school_since="2024-09")
    return store


def place(store, **values):
    row = {
        "name": "王芳", "id_number": FEMALE, "from_school": "城区小学", "to_school": "沙岛教学点",
        "mode": "支教", "start": "2022-09", "end": "2023-07",
    }  # fmt: skip
    return store.do(service.add_placement, service.PlacementDraft(row | values)).value


def listed(store, day=DAY):
    return {
        row["name"]: row["months"]
        for row in store.ask(lambda s: rural.rural_experience(s, Ask(day)))
    }


def test_posts_and_placements_of_a_person(world):
    place(world)
    place(world, to_school="山区小学", mode="定期轮岗", start="2023-09", end="2024-07")
    place(world, to_school="镇小学", start="2024-09", end="2025-07")
    assert listed(world) == {"王芳": 22, "李四": 14}
    assert listed(world, "2022-10-31") == {"王芳": 2}
    world.do(standards.choose_standard, Choice("experience", 2025, "zhejiang"))
    assert listed(world)["王芳"] == 33


def test_what_does_not_count_is_listed_with_its_reason(world):
    place(world, mode="跟岗")
    place(world, mode="支教", status="取消", start="2024-09", end="2025-07")
    spans = world.ask(lambda s: rural.rural_spans(s, Ask(DAY)))
    said = {(row["name"], row["kind"], row["months"], row["explanation"]) for row in spans}
    assert said == {
        ("王芳", "跟岗", 0, "按认定口径，跟岗不计。"), ("李四", POST, 14, ""),
    }  # fmt: skip
    assert listed(world) == {"李四": 14}


def test_people_outside_the_staff_have_a_row_of_their_own(world):
    place(world, name="外校人", id_number=None, from_school=None)
    assert listed(world)["外校人"] == 11


def test_the_certificate(world, tmp_path, qapp):
    place(world)
    person = next(
        row["id"]
        for row in world.ask(lambda s: rural.rural_experience(s, Ask(DAY)))
        if row["name"] == "王芳"
    )
    masked = world.ask(lambda s: rural.certificate_of(s, person, DAY))
    assert FEMALE not in "".join(masked.paragraphs)
    found = world.ask(lambda s: rural.certificate_of(s, person, DAY, whole=True))
    assert found.title == "农村任教经历证明"
    assert found.rows == (("1", "沙岛教学点", "支教", "2022年9月", "2023年7月", "11"),)
    text = "".join(found.paragraphs)
    assert FEMALE in text
    assert "截至 2025年10月15日" in text
    assert "累计 11 个月（共 11 个月）" in text
    assert found.signature[0] == "瀛东教育集团（盖章）"
    path = tmp_path / "证明.pdf"
    assert certificates.to_pdf([found, found], path) == 2
    assert path.read_bytes().startswith(b"%PDF")
    with pytest.raises(RuleError, match="不在名册"):
        world.ask(lambda s: rural.certificate_of(s, "nobody", DAY))


def test_a_certificate_of_nothing_says_so(world):
    person = world.ask(
        lambda s: next(r["id"] for r in rural.staff.everybody(s, None) if r["name"] == "王芳")
    )
    found = world.ask(lambda s: rural.certificate_of(s, person, DAY))
    assert found.rows == ()
    assert "没有可以计入" in found.paragraphs[1]


def test_names_cannot_break_the_page(qapp):
    bad = experience.certificate({"name": "<b>&张三"}, [], "口径", "集团", DAY)
    assert "&lt;b&gt;&amp;张三" in certificates.as_html(bad)
