from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.deployment.eligibility import due_year, judge, last_year, next_start, span_text
from jtdesk.deployment.policies import Eligibility
from jtdesk.deployment.retirement import full_months, month_number, month_text

DAY = "2025-09-01"
PERSON = {
    "name": "张三", "school": "甲校", "school_since": "2015-08", "birth_date": "1985-05-06",
    "gender": "女", "establishment": "在编", "duty_status": None, "position": None, "stage": "小学",
    "exemption": None,
}  # fmt: skip
RULES = Eligibility()


def verdict(person=None, *, day=DAY, rules=RULES, ownership=None, exemptions=(), member=True):
    return judge(
        PERSON | (person or {}), day, rules,
        ownership=ownership, member=member, exemptions=exemptions,
    )  # fmt: skip


def reasons(person=None, **given):
    return {r.code: r.sentence for r in verdict(person, **given).reasons}


def test_who_fits_has_no_reason():
    found = verdict()
    assert found.eligible
    assert found.months_served == 121
    assert found.retirement == "2043-05"  # 58 years
    assert found.due_year == 2021  # 2015-08 and six years: 2021-08
    assert found.last_year == 2037  # 2038-05 is five years before


@pytest.mark.parametrize(
    ("change", "code", "sentence"),
    [
        ({"school": None}, "no_post", "没有登记编制所在学校。"),
        ({"establishment": "编外"}, "establishment", "编制性质是编外，不是在编。"),
        ({"establishment": None}, "establishment", "编制性质未填。"),
        ({"duty_status": "产假"}, "duty", "在岗状态是产假，不在岗。"),
        ({"duty_status": "借调"}, "duty", "在岗状态是借调，不在岗。"),
        ({"position": "工勤人员"}, "position", "职务是工勤人员，不是教学或管理岗位。"),
        ({"school_since": "2019-10"}, "years", "在现学校 5 年 11 个月，不满 6 年。"),
        ({"school_since": "2026-01"}, "years", "这一天还没有到现学校。"),
        ({"school_since": None}, "since_unknown", "到校时间未填。"),
        ({"birth_date": None}, "birth_unknown", "出生日期未填，算不出退休时间。"),
        ({"gender": None}, "gender_unknown", "性别未填，算不出退休时间。"),
        # A woman born in 1973-01: 55 in 2028-01, 37 months after 2025-01: ten months later.
        ({"birth_date": "1973-01"}, "retirement", "2028年11月法定退休，还有 3 年 2 个月，不满 5 年。"),
        ({"birth_date": "1968-05"}, "retirement", "2023年5月已到法定退休年龄。"),
        ({"exemption": "哺乳期。"}, "exempt", "免于交流（花名册注明）：哺乳期。"),
    ],
)  # fmt: skip
def test_every_no_says_why(change, code, sentence):
    assert reasons(change) == {code: sentence}


@pytest.mark.parametrize("duty", [None, "在岗", "交流在外", "支教在外"])
def test_on_duty(duty):
    assert verdict({"duty_status": duty}).eligible


def test_the_school_must_be_public_and_of_the_group():
    assert reasons(ownership="民办") == {"not_public": "学校办别是民办，不是公办。"}
    assert reasons(member=False) == {"not_member": "编制在集团以外的甲校。"}
    assert verdict(ownership="公办").eligible


def test_all_reasons_are_told():
    found = reasons({"establishment": "返聘", "school_since": "2024-09", "birth_date": "1966-09"})
    assert list(found) == ["establishment", "years", "retirement"]


def test_the_very_day_and_month_count():
    assert verdict({"school_since": "2019-09"}).eligible
    assert not verdict({"school_since": "2019-09-02"}).eligible
    # Retirement in 2030-09 is five years away on 2025-09-01, in 2030-08 it is not. Women of 55:
    # born 1974-07, 55 in 2029-07: 54 months, 14 later: 2030-09; born 1974-06: 53, 14: 2030-08.
    assert verdict({"birth_date": "1974-07"}).retirement == "2030-09"
    assert verdict({"birth_date": "1974-07"}).eligible
    assert verdict({"birth_date": "1974-06"}).retirement == "2030-08"
    assert not verdict({"birth_date": "1974-06"}).eligible


def test_a_policy_may_ask_otherwise():
    loose = Eligibility(years=3, retirement=0, establishment=("在编", "编外"), positions_out=())
    assert verdict(
        {"establishment": "编外", "school_since": "2022-09", "birth_date": None}, rules=loose
    ).eligible
    principals = Eligibility(principal_years=9)
    assert verdict({"school_since": "2017-09"}, rules=principals).eligible
    assert not verdict({"school_since": "2017-09", "position": "校长"}, rules=principals).eligible
    stages = Eligibility(stages=("初中",))
    assert reasons(rules=stages) == {"stage": "学段小学，政策只对初中。"}
    women50 = verdict({"birth_date": "1975-03"}, rules=Eligibility(women_base=50))
    assert women50.retirement == "2025-05"


def exemption(start, until, reason="患病"):
    return {"reason": reason, "from_date": start, "until": until}


def test_an_exemption_holds_until_its_last_day():
    one = exemption("2025-03", "2026-02")
    assert reasons(exemptions=[one]) == {"exempt": "免于交流：患病，到 2026-02 止。"}
    assert verdict(exemptions=[one], day="2026-03-01").eligible
    assert verdict(exemptions=[one], day="2025-02-28").eligible
    assert not verdict(exemptions=[one], day="2026-02-28").eligible
    assert reasons(exemptions=[exemption(None, None)]) == {"exempt": "免于交流：患病。"}


def test_the_due_year_waits_for_the_exemption():
    young = {"school_since": "2021-09"}
    assert verdict(young).due_year == 2027
    assert verdict(young, exemptions=[exemption("2025-03", "2028-09")]).due_year == 2029
    assert verdict(young, exemptions=[exemption("2025-03", None)]).due_year is None
    assert verdict(young | {"exemption": "照顾病人"}).due_year is None


def test_no_due_year_where_it_will_not_come():
    assert verdict({"establishment": "编外"}).due_year is None
    assert verdict({"school_since": None}).due_year is None
    # Retires 2030-09: 2025 is the last year five years before; six years are served in 2027.
    assert verdict({"birth_date": "1974-07", "school_since": "2021-09"}).due_year is None


@given(
    st.integers(month_number("1980-01"), month_number("2030-12")),
    st.sampled_from([0, 3, 6, 6.5, 9]),
)
def test_the_due_year_is_the_first_that_fits(since, years):
    start = month_text(since)
    first = due_year(start, years)
    assert full_months(start, f"{first}-09-01") >= 12 * years
    assert full_months(start, f"{first - 1}-09-01") < 12 * years


@given(
    st.integers(month_number("2020-01"), month_number("2060-12")), st.sampled_from([0, 2.5, 5, 10])
)
def test_the_last_year_is_the_last_that_fits(retires, years):
    last = last_year(month_text(retires), years)
    assert retires - month_number(f"{last}-09") >= 12 * years
    assert retires - month_number(f"{last + 1}-09") < 12 * years


def test_words_for_months_and_the_next_start():
    assert [span_text(n) for n in (0, 5, 12, 38)] == [" 0 个月", " 5 个月", " 1 年", " 3 年 2 个月"]
    assert next_start("2025-08-31") == "2025-09-01"
    assert next_start("2025-09-01") == "2026-09-01"
