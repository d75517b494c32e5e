"""Published holidays: every day equals an independent list; broken files get a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from jtdesk.core import paths
from jtdesk.lessonprep import holidays
from jtdesk.lessonprep.calendars import HOLIDAY, TEACHING, Calendar

YEARS = (2023, 2024, 2025, 2026)


@pytest.fixture
def own(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "user_data_dir", lambda: tmp_path)
    folder = tmp_path / "calendars"
    folder.mkdir()
    return folder


def written(name="国庆节", first="2027-10-01", last="2027-10-07", more="", year=2027):
    return (
        f'year = {year}\nsource = "通知"\n\n[[holiday]]\nname = "{name}"\n'
        f"first = {first}\nlast = {last}\n{more}\n"
    )


@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_what_the_independent_list_says(year):
    years, broken = holidays.shelf()
    assert broken == ()
    calendar = Calendar((), holidays.rules_of(years.values()), years)
    day = date(year, 1, 1)
    while day.year == year:
        kind = calendar.day(day).kind
        assert (kind == HOLIDAY) == chinese_calendar.is_holiday(day), day
        assert (kind == TEACHING) == chinese_calendar.is_workday(day), day
        day += timedelta(1)


def test_what_is_worked_for_a_day_off_is_the_independent_list_s_in_lieu_day():
    years, _broken = holidays.shelf()
    found = holidays.made_up(one for year in years.values() for one in year.holidays)
    assert set(found) == {d for d in chinese_calendar.constants.workdays if d.year in YEARS}
    assert set(found.values()) == {
        d for d in chinese_calendar.constants.in_lieu_days if d.year in YEARS
    }
    assert found[date(2025, 9, 28)] == date(2025, 10, 7)
    assert found[date(2025, 10, 11)] == date(2025, 10, 8)


def test_without_the_exchanged_days_the_last_working_days_off_are_proposed():
    one = holidays.Holiday(
        "国庆节", date(2025, 10, 1), date(2025, 10, 8), (date(2025, 9, 28), date(2025, 10, 11))
    )
    assert one.made_up() == {
        date(2025, 9, 28): date(2025, 10, 7),
        date(2025, 10, 11): date(2025, 10, 8),
    }
    assert holidays.Holiday("端午节", date(2025, 5, 31), date(2025, 6, 2)).made_up() == {}


def test_a_file_of_the_user_s_own_adds_a_year_and_overrides_another(own):
    (own / "2027.toml").write_text(written(), encoding="utf-8")
    (own / "2026.toml").write_text(
        written(first="2026-10-01", last="2026-10-06", year=2026), encoding="utf-8"
    )
    years, broken = holidays.shelf()
    assert broken == ()
    assert years[2027].own
    assert [one.last for one in years[2026].holidays] == [date(2026, 10, 6)]
    assert not years[2025].own


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year = 2026\n", "缺少 source"),
        ('year = 2026\nsource = "通知"\n', "缺少 [[holiday]]"),
        ("year = [", "不是合规的 TOML"),
        (written(year=2026), "不在 2026 年"),
        (written(first="2026-10-08", last="2026-10-01", year=2026), "早于第一天"),
        (written(first="2026-10-01", last="2026-10-30", year=2026), "超过 20 天"),
        (written(first='"十月"', last="2026-10-07", year=2026), "first 应是日期"),
        (written(first="2026-10-01T08:00:00", last="2026-10-07", year=2026), "first 应是日期"),
        (
            written(first="2026-10-01", last="2026-10-07", more="work = [2026-09-21]", year=2026),
            "不是周末",
        ),
        (
            written(first="2026-10-01", last="2026-10-07", more="work = [2026-03-01]", year=2026),
            "离放假太远",
        ),
        (
            written(
                first="2026-10-01",
                last="2026-10-07",
                more="work = [2026-10-10]\nexchanged = [2026-10-03]",
                year=2026,
            ),
            "应是放假期间的工作日",
        ),
        (
            written(
                first="2026-10-01",
                last="2026-10-07",
                more="exchanged = [2026-10-06]",
                year=2026,
            ),
            "应与 work 一样多",
        ),
        (
            written(first="2026-10-01", last="2026-10-07", year=2026)
            + '[[holiday]]\nname = "中秋节"\nfirst = 2026-10-07\nlast = 2026-10-08\n',
            "写了两次",
        ),
        (written(first="2027-10-01", year=2027), "写作 2026"),
    ],
)
def test_a_broken_file_gets_a_sentence_and_leaves_what_ships_in_force(own, text, said):
    (own / "2026.toml").write_text(text, encoding="utf-8")
    years, broken = holidays.shelf()
    assert len(broken) == 1
    assert "2026.toml" in broken[0]
    assert said in broken[0]
    assert str(own) in broken[0]
    assert len(years[2026].holidays) == 7


def test_an_edited_file_is_read_again(own):
    path = own / "2027.toml"
    path.write_text(written(), encoding="utf-8")
    assert holidays.shelf()[0][2027].holidays[0].last == date(2027, 10, 7)
    path.write_text(written(last="2027-10-10"), encoding="utf-8")
    assert holidays.shelf()[0][2027].holidays[0].last == date(2027, 10, 10)


def test_a_year_is_known_when_every_day_off_by_law_is_there():
    law = [date(2027, month, day) for month, day in holidays.FIXED_DAYS]
    assert holidays.years_covered(law) == {2027}
    assert holidays.years_covered(law[1:]) == set()
    assert holidays.years_covered([]) == set()
