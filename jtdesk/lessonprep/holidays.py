"""Published holidays by year: the files of ``calendars/``, and what they say of a day.

The State Council publishes one notice a year (放假安排): days off and week-ends worked for them.
A file of the user's own overrides the one that ships (`resources/calendars/README.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from jtdesk.core import paths
from jtdesk.core.reasons import reason
from jtdesk.core.text import visible
from jtdesk.core.toml_file import read_toml
from jtdesk.lessonprep.calendars import HOLIDAY, TEACHING, WEEKEND, Rule

FOLDER = "calendars"
LONGEST, FURTHEST = 20, 40  # days of one holiday; between it and a day worked for it
SAID = 5
FIXED_DAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Days off by law in every year (《全国年节及纪念日放假办法》)."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of a year.

    Attributes:
        name: 国庆节.
        first, last: days off, week-ends within counted.
        work: week-end days worked for it.
        exchanged: working days that are off for those, one for each, in order.
    """

    name: str
    first: date
    last: date
    work: tuple[date, ...] = ()
    exchanged: tuple[date, ...] = ()

    def days(self) -> list[date]:
        """Return every day off."""
        return span(self.first, self.last)

    def made_up(self) -> dict[date, date]:
        """Return by week-end day worked the day off it stands for: a proposal, never a rule."""
        return dict(zip(self.work, self.exchanged or last_working_days(self), strict=False))


@dataclass(frozen=True, slots=True)
class Year:
    """The holidays of a calendar year, with the notice they come from."""

    year: int
    source: str
    holidays: tuple[Holiday, ...]
    own: bool = False


def span(first: date, last: date) -> list[date]:
    """Return every day from the first to the last."""
    return [first + count * _DAY for count in range((last - first).days + 1)]


def last_working_days(holiday: Holiday) -> tuple[date, ...]:
    """Return as many of the last working days off as there are days worked for them."""
    working = [day for day in holiday.days() if day.isoweekday() not in WEEKEND]
    return tuple(working[len(working) - len(holiday.work) :]) if holiday.work else ()


def rules_of(years: Iterable[Year]) -> list[Rule]:
    """Return the published holidays and days worked as rules of the calendar."""
    rules = []
    for holiday in (one for year in years for one in year.holidays):
        rules += [Rule(day, HOLIDAY, name=holiday.name, official=True) for day in holiday.days()]
        name = f"{holiday.name}调休上班"
        rules += [Rule(day, TEACHING, name=name, official=True) for day in holiday.work]
    return rules


def made_up(holidays: Iterable[Holiday]) -> dict[date, date]:
    """Return by week-end day worked the day off it stands for, over many holidays."""
    found: dict[date, date] = {}
    for holiday in holidays:
        found |= holiday.made_up()
    return found


def years_covered(days_off: Iterable[date]) -> set[int]:
    """Return the years of which every day off by law is among some days off."""
    known = set(days_off)
    return {
        year
        for year in {day.year for day in known}
        if all(date(year, month, day) in known for month, day in FIXED_DAYS)
    }


# ---------------------------------------------------------------------------------- the files


def folders() -> tuple[Path, Path]:
    """Return the folder that ships and the user's own, which may not exist."""
    return paths.resources_dir() / FOLDER, paths.user_data_dir() / FOLDER


def files() -> dict[int, list[Path]]:
    """Return the files of each year, the user's own before the one that ships."""
    found: dict[int, list[Path]] = {}
    for folder in reversed(folders()):
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].toml")):
            found.setdefault(int(path.stem), []).append(path)
    return found


def shelf() -> tuple[dict[int, Year], tuple[str, ...]]:
    """Return the usable years, and a sentence for every file that is not.

    A file of the user's own that cannot be used leaves the one that ships in force.
    """
    _shipped, own = folders()
    found: dict[int, Year] = {}
    broken = []
    for year, candidates in sorted(files().items()):
        for path in candidates:
            read = _read(path, mark_of(path), own=path.parent == own)
            if isinstance(read, Year):
                found[year] = read
                break
            broken.append(read)
    return found, tuple(broken)


def mark_of(path: Path) -> tuple[int, int]:
    """Return what changes when somebody edits a file."""
    try:
        known = path.stat()
    except OSError:
        return 0, -1
    return known.st_mtime_ns, known.st_size


@lru_cache(maxsize=64)
def _read(path: Path, _mark: tuple[int, int], *, own: bool) -> Year | str:
    name = f"放假安排文件 {path.name}"
    try:
        body = read_toml(path)
    except OSError as fault:
        return f"无法读取{name}（{reason(fault)}），没有采用。文件在 {path.parent}。"
    except ValueError as fault:
        return f"{name} 不是合规的 TOML（{fault}），没有采用。文件在 {path.parent}。"
    year, found = year_of(body, int(path.stem), own=own)
    if year is None or found:
        more = f"；另有 {len(found) - SAID} 处" if len(found) > SAID else ""
        told = "；".join(found[:SAID]) + more
        return f"{name} 不合规：{told}。没有采用，请改正后重试。文件在 {path.parent}。"
    return year


def year_of(
    body: Mapping[str, Any], number: int, *, own: bool = False
) -> tuple[Year | None, list[str]]:
    """Return the year a file's content states, and what is wrong with it.

    Args:
        body: as read from TOML.
        number: the year its name says.
        own: the file is the user's own.
    """
    found = []
    if body.get("year") != number:
        found.append(f"year 应与文件名一致，写作 {number}")
    source = body.get("source")
    if not isinstance(source, str) or not source.strip():
        found.append("缺少 source，请写明依据的通知")
    listed = body.get("holiday")
    if not isinstance(listed, list) or not listed:
        return None, [*found, "缺少 [[holiday]]，一个节日写一段"]
    holidays = []
    for place, one in enumerate(listed, 1):
        holiday, faults = _holiday(one, place)
        found += faults
        holidays += [] if holiday is None else [holiday]
    found += faults_of(holidays, number)
    return Year(number, visible(str(source)), tuple(holidays), own), found


def _holiday(one: object, place: int) -> tuple[Holiday | None, list[str]]:
    if not isinstance(one, dict):
        return None, [f"第 {place} 个节日应写成 [[holiday]] 一段"]
    name = one.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > 30:
        return None, [f"第 {place} 个节日缺少 name，或超过 30 个字"]
    name = visible(name.strip())
    dates: dict[str, tuple[date, ...]] = {}
    for key in ("first", "last", "work", "exchanged"):
        given = one.get(key, [] if key in {"work", "exchanged"} else None)
        written = given if isinstance(given, list) else [given]
        read = [_date(value) for value in written]
        if None in read or len(read) > LONGEST:
            return None, [f"{name}的 {key} 应是日期，如 2026-10-01"]
        dates[key] = tuple(day for day in read if day is not None)
    if len(dates["first"]) != 1 or len(dates["last"]) != 1:
        return None, [f"{name}的 first、last 各写一个日期"]
    work, exchanged = dates["work"], dates["exchanged"]
    return Holiday(name, dates["first"][0], dates["last"][0], work, exchanged), []


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def faults_of(holidays: Sequence[Holiday], year: int) -> list[str]:
    """Return what is wrong with the holidays of a year."""
    found = []
    taken: dict[date, str] = {}
    for holiday in holidays:
        faults = _faults(holiday, year)
        found += faults
        if not faults:
            for day in (*holiday.days(), *holiday.work):
                if day in taken:
                    found.append(f"{day} 写了两次（{taken[day]}、{holiday.name}）")
                taken[day] = holiday.name
    return found


def _faults(holiday: Holiday, year: int) -> list[str]:
    name, first, last = holiday.name, holiday.first, holiday.last
    if last < first:
        return [f"{name}的最后一天 {last} 早于第一天 {first}"]
    if (last - first).days >= LONGEST:
        return [f"{name}从 {first} 到 {last} 超过 {LONGEST} 天"]
    # The notice of a year may begin in the December before (2023: 2022-12-31).
    if not date(year - 1, 12, 1) <= first <= last <= date(year + 1, 1, 31):
        return [f"{name} {first} 至 {last} 不在 {year} 年"]
    found = [
        f"{name}的 work {day} 不是周末，周末上班才要写"
        for day in holiday.work
        if day.isoweekday() not in WEEKEND
    ]
    found += [
        f"{name}的 work {day} 离放假太远"
        for day in holiday.work
        if not first - FURTHEST * _DAY <= day <= last + FURTHEST * _DAY
    ]
    found += [
        f"{name}的 exchanged {day} 应是放假期间的工作日"
        for day in holiday.exchanged
        if not first <= day <= last or day.isoweekday() in WEEKEND
    ]
    if holiday.exchanged and len(holiday.exchanged) != len(holiday.work):
        found.append(f"{name}的 exchanged 应与 work 一样多")
    return found
