"""The calendar of a term or a school as an .ics file, and .ics files from a disk."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.errors import InputRefused, UsageError
from jtdesk.core.reasons import reason
from jtdesk.lessonprep import joint_reads, school_calendar, series
from jtdesk.lessonprep.content_lines import MOST_BYTES
from jtdesk.lessonprep.ics import calendar_file
from jtdesk.lessonprep.ics_taking import CalendarFile
from jtdesk.lessonprep.rules import term_of
from jtdesk.lessonprep.term_rules import term_title
from jtdesk.schools import queries as schools

SUFFIXES = (".ics", ".ical")
NAME = "备课日历"


def present_term(session: Session) -> str:
    """Return the code of the term of today, else of the last that has dates, else as years go."""
    today = clock.today()
    terms = school_calendar.terms(session)
    here = next((one.code for one in terms if one.start <= today <= one.end), None)
    return here or (terms[-1].code if terms else term_of(today.isoformat()))


def school_named(session: Session, written: str) -> tuple[str, str]:
    """Return id and name of a school by its name, short name or code.

    Raises:
        UsageError: there is none.
    """
    rows = schools.all_schools(session, None)
    for row in rows:
        if written in {row["name"], row["short_name"], row["code"]}:
            return row["id"], row["name"]
    known = "、".join(row["name"] for row in rows[:12])
    more = f"等 {len(rows)} 所" if len(rows) > 12 else ""
    raise UsageError(f"没有名为 {written} 的学校。有：{known}{more}。", code="unknown_school")


def calendar_bytes(
    session: Session, term: str, school_id: str | None = None, *, name: str = ""
) -> tuple[bytes, int]:
    """Return the dates of a term as an .ics file, of one school or of all; and how many they are.

    Args:
        session: any session.
        term: code of the term.
        school_id: only dates this school takes part in or is host of.
        name: of the school, for the name of the calendar.

    Raises:
        InputRefused: nobody has heard of the term: it has neither dates of its own nor sessions.
    """
    dates = joint_reads.joint_dates(session, term=term, school_id=school_id)
    wanted = sorted({one.series_id for one in dates if one.series_id})
    found = series.expandable(session, series.stored(session, wanted))
    calendar = school_calendar.calendar_of(session)
    if not dates and term not in {one.code for one in calendar.terms}:
        raise InputRefused(
            f"{term_title(term)}还没有填写起止日期和第一周，日历里也没有这个学期的活动。"
            "请核对学期，或先在“校历”里填写。",
            code="no_term",
        )
    terms = {one.id: calendar.term(one.term, one.stage) for one in found}
    group = schools.group(session)
    title = " ".join(filter(None, (name or (group.name if group else ""), NAME, term_title(term))))
    data = calendar_file(
        dates,
        stamp=clock.now(),
        name=title,
        series={one.id: one for one in found},
        terms={key: one for key, one in terms.items() if one is not None},
    )
    return data, len(dates)


def read_file(path: Path, year: int | None = None) -> CalendarFile:
    """Read a calendar file from a disk, to be taken in.

    Raises:
        InputRefused: it cannot be read.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputRefused(
                f"{path.name} 有 {size / 1_048_576:.1f} MB，超过日历文件的上限 "
                f"{MOST_BYTES // 1_048_576} MB。请在原来的日历里只导出一个学期再导入。",
                code="file_too_large",
            )
        with path.open("rb") as stream:
            # One byte more than may be, so that what is too large is seen and not read whole.
            return CalendarFile(path.name, stream.read(MOST_BYTES + 1), year)
    except OSError as fault:
        raise InputRefused(
            f"无法读取 {path}（{reason(fault)}）。请检查文件是否还在、能否打开。",
            code="file_unreadable",
        ) from fault


def write_file(path: Path, data: bytes) -> None:
    """Write a calendar file.

    Raises:
        InputRefused: it cannot be written there.
    """
    try:
        path.write_bytes(data)
    except OSError as fault:
        raise InputRefused(
            f"无法写入 {path}（{reason(fault)}）。请换一个可写的文件夹。", code="file_unwritable"
        ) from fault
