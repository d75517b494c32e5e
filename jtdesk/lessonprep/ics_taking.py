"""Calendar files of other people taken into the calendar: one step, nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.errors import InputRefused
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.lessonprep import plan_words, words
from jtdesk.lessonprep.ics import place_words
from jtdesk.lessonprep.ics_reading import CalendarRow, ReadCalendar, read_calendar
from jtdesk.lessonprep.joint_dates import JointDate, minutes_of
from jtdesk.lessonprep.joint_dates import clock as clock_text
from jtdesk.lessonprep.sessions import write_sessions
from jtdesk.lessonprep.standing_dates import Standing, changeable, standing

CREATED, UPDATED, SAME, REJECTED = "created", "updated", "same", "rejected"
ACTIONS = (CREATED, UPDATED, SAME, REJECTED)
DATASET = "prep_sessions"
SUFFIX = "@jtdesk"
DAY, HOUR = 24 * 60, 60
MOST_DAYS = 62
LONGEST, LONG_TITLE = 4000, 200
SENTENCES = {
    CREATED: "新增", UPDATED: "更新", SAME: "相同", REJECTED: "拒绝",
}  # fmt: skip


@dataclass(frozen=True)
class CalendarFile:
    """A calendar file to be taken in.

    Attributes:
        name: of the file.
        data: its bytes.
        year: school year; dates of others are left out. None takes all.
    """

    name: str
    data: bytes
    year: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarFinding:
    """What is to be said of one event."""

    line: int
    title: str
    code: str
    message: str


@dataclass
class CalendarReport:
    """What became of a calendar file; ``rows`` are dates, one a day.

    Attributes:
        counts: dates by action; rejected ones are whole events.
        cancelled: how many of the updated ones were cancelled.
        outside: dates of other school years that were left out.
    """

    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ACTIONS, 0))
    cancelled: int = 0
    outside: int = 0
    rejections: list[CalendarFinding] = field(default_factory=list)
    warnings: list[CalendarFinding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many dates there were."""
        return sum(self.counts.values())

    @property
    def clean(self) -> bool:
        """Whether nothing was rejected or warned of."""
        return not (self.rejections or self.warnings)

    def sentence(self) -> str:
        """Return what was done in one line."""
        said = "、".join(f"{SENTENCES[key]} {count}" for key, count in self.counts.items() if count)
        gone = f"（其中取消 {self.cancelled}）" if self.cancelled else ""
        return f"{self.name}：{said or '没有活动'}{gone}"

    def to_json(self) -> dict[str, object]:
        """Return the report as ``import --json`` prints a file."""
        told = {
            "rejections": [_told(one) for one in self.rejections],
            "warnings": [_told(one) for one in self.warnings],
        }
        table = {
            "sheet": "", "dataset": DATASET, "heading_rows": [], "columns": {}, "unmapped": [],
            "rows": self.rows, **self.counts, "cancelled": self.cancelled, **told,
        }  # fmt: skip
        return {
            "file": self.name, "tables": [table], "skipped_sheets": [], "notes": self.notes,
        }  # fmt: skip


def _told(one: CalendarFinding) -> dict[str, object]:
    return {
        "row": one.line, "column": "", "value": one.title, "code": one.code, "message": one.message,
    }  # fmt: skip


@operation("lessonprep.take_calendar", words.TAKE_CALENDAR)
def take_calendar(session: Session, command: CalendarFile) -> CalendarReport:
    """Take the dates of a calendar file in as one step.

    A date is known again by its UID, else as the only one of its group on the day. The higher
    SEQUENCE wins; what was cancelled there is cancelled here; what was held here stays.

    Raises:
        InputRefused: the file cannot be read, or holds no event.
    """
    known = standing(session)
    read = read_calendar(command.data, command.name, _last_day(known, command.year))
    if not read.events:
        raise InputRefused(
            f"{command.name} 里没有活动（VEVENT）。请在原来的日历里选中要导出的日历再导出。",
            code="no_events",
        )
    taking = _Taking(command, known, read)
    write_sessions(session, taking.writes())
    describe(session, taking.report.sentence())
    return taking.report


def _last_day(known: Standing, year: int | None) -> date:
    """Return the last day rules without end are followed to: of the last term of a school year."""
    year = clock.school_year(clock.today()) if year is None else year
    ends = [one.end for one in known.calendar.terms if one.code[:4] == str(year)]
    return max(ends, default=date(year + 1, 7, 31))


def on_days(row: CalendarRow) -> Iterator[tuple[date, int, int]]:
    """Yield day, start and end (minutes) of an occurrence: one a day where it goes over several."""
    day = row.begin.date()
    for _ in range(MOST_DAYS):
        midnight = datetime.combine(day, time())
        start = max(0, int((row.begin - midnight).total_seconds()) // 60)
        end = min(DAY, int((row.finish - midnight).total_seconds()) // 60)
        yield day, start, end
        day += timedelta(days=1)
        if datetime.combine(day, time()) >= row.finish:
            return


class _Taking:
    """Works out what to write for the rows of one file."""

    def __init__(self, command: CalendarFile, known: Standing, read: ReadCalendar) -> None:
        self._command = command
        self._known = known
        self._read = read
        self.report = CalendarReport(command.name, notes=list(read.notes))
        self._taken: set[str] = set()

    def writes(self) -> list[dict[str, Any]]:
        """Return the values of sessions to write, and fill the report."""
        found = []
        for one in self._read.rejected:
            self.report.counts[REJECTED] += 1
            message = f"第 {one.line} 行的活动“{one.title}”没有导入：{one.why}。"
            self.report.rejections.append(
                CalendarFinding(one.line, one.title, "bad_event", message)
            )
        for row in self._read.rows:
            for number, (day, start, end) in enumerate(on_days(row)):
                if self._outside(day):
                    self.report.outside += 1
                    continue
                uid = uid_of(row) + (f"#{day:%m%d}" if number else "")
                values = self._date(row, uid, day, (start, end))
                if values is not None:
                    found.append(values)
        if self.report.outside:
            year = self._command.year
            self.report.notes.append(
                f"有 {self.report.outside} 次不在 {year} 学年内，按要求没有导入。"
            )
        return found

    def _outside(self, day: date) -> bool:
        return self._command.year is not None and clock.school_year(day) != self._command.year

    def _date(
        self, row: CalendarRow, uid: str, day: date, span: tuple[int, int]
    ) -> dict[str, Any] | None:
        group = self._known.group(
            (row.group, row.title, *row.categories, _line_of(row.text, "备课组"))
        )
        there = self._match(row, uid, group["id"] if group else None, day, span[0])
        if there is None:
            if row.cancelled:
                self.report.counts[SAME] += 1
                return None
            self.report.counts[CREATED] += 1
            return self._fresh(row, uid, day, span, group)
        self._taken.add(there.id)
        if not changeable(there) or there.sequence > row.sequence:
            self._left(row, there)
            return None
        changes = self._changes(row, there, day, span)
        self.report.counts[UPDATED if changes else SAME] += 1
        if not changes:
            return None
        self.report.cancelled += changes.get("status") == words.CANCELLED
        return changes | {"id": there.id, "sequence": max(row.sequence, there.sequence)}

    def _left(self, row: CalendarRow, there: JointDate) -> None:
        self.report.counts[SAME] += 1
        why = "文件里的是旧版本" if changeable(there) else "库里已登记为已开展"
        if there.day != row.begin.date() or there.title != row.title or row.cancelled:
            message = f"第 {row.line} 行的活动“{row.title}”{why}，库里的保持不变。"
            self.report.warnings.append(
                CalendarFinding(row.line, row.title, "kept_as_stored", message)
            )

    def _match(
        self, row: CalendarRow, uid: str, group_id: str | None, day: date, start: int
    ) -> JointDate | None:
        found = self._known.of_uid(uid) or self._of_series(row)
        if found is None and not row.uid.endswith(SUFFIX):
            found = self._known.of_group(group_id, day, start)
        return None if found is None or found.id in self._taken else found

    def _of_series(self, row: CalendarRow) -> JointDate | None:
        """Return the date of one of our own series that came back as a recurring event."""
        if row.recurs_at is None or not row.uid.endswith(SUFFIX):
            return None
        series = row.uid.removesuffix(SUFFIX)
        kinds = {"-before": words.BEFORE_LESSON, "-after": words.AFTER_LESSON}
        suffix = next((one for one in kinds if series.endswith(one)), "")
        found = self._known.of_series(series.removesuffix(suffix), row.recurs_at.date())
        if suffix:
            found = [one for one in found if one.kind == kinds[suffix]]
        return found[0] if len(found) == 1 else None

    # --- values ---------------------------------------------------------------------------------

    def _times(self, row: CalendarRow, span: tuple[int, int]) -> dict[str, Any]:
        start, end = span
        if row.whole_day or (start, end) == (0, DAY):
            return {"start": None, "end": None, "start_period": None, "periods": None}
        if end <= start:
            end = min(DAY, start + HOUR)
            message = f"第 {row.line} 行的活动“{row.title}”没有写结束时间，按一小时导入。"
            self.report.warnings.append(CalendarFinding(row.line, row.title, "no_end", message))
        times = {"start": clock_text(start), "end": clock_text(end)}
        return times | {"start_period": None, "periods": None}

    def _where(self, row: CalendarRow) -> dict[str, Any]:
        host, place = plan_words.host_of(row.place, self._known.called)
        online = plan_words.is_online(row.place) or plan_words.is_online(row.title)
        form = plan_words.form_of(_line_of(row.text, "形式")) or (
            words.FORMS[1] if online else None
        )
        return {"host_id": host, "place": place[:200] or None, "form": form}

    def _fresh(
        self,
        row: CalendarRow,
        uid: str,
        day: date,
        span: tuple[int, int],
        group: dict[str, Any] | None,
    ) -> dict[str, Any]:
        kind = plan_words.kind_of((*row.categories, row.title)) or words.OTHER
        stage = group["stage"] if group else None
        ours = any(line for line in map(_ours, row.text.split("\n")))
        return {
            "uid": uid,
            "sequence": row.sequence,
            "kind": kind,
            "title": row.title[:LONG_TITLE],
            "group_id": group["id"] if group else None,
            "day": day.isoformat(),
            "term": self._known.term_of(day, stage),
            "recurs_on": None,
            "theme": _line_of(row.text, "主题") or None,
            "chair": _line_of(row.text, "主持人") or _named(row.organizer),
            "agenda": None if ours else row.text[:LONGEST] or None,
            "status": words.PLANNED,
            **self._times(row, span),
            **self._where(row),
        }

    def _changes(
        self, row: CalendarRow, there: JointDate, day: date, span: tuple[int, int]
    ) -> dict[str, Any]:
        """Return what the file says otherwise of a date that stands."""
        if row.cancelled:
            return {} if there.status == words.CANCELLED else {"status": words.CANCELLED}
        changes: dict[str, Any] = {}
        if there.status == words.CANCELLED:
            changes["status"] = words.PLANNED
        if there.day != day:
            changes["day"] = day.isoformat()
            changes["term"] = self._known.term_of(day, there.stage)
        times = self._times(row, span)
        start, end = _span(times)
        if (there.start, there.end) != (start, end):
            changes |= times
        if there.title != row.title[:LONG_TITLE]:
            changes["title"] = row.title[:LONG_TITLE]
        where = self._where(row)
        host = self._known.school_name(where["host_id"]) or ""
        said, stands = f"{host}{where['place'] or ''}", f"{there.host}{there.place}"
        if row.place and place_words(there) != row.place and said != stands:
            changes |= {key: value for key, value in where.items() if value is not None}
        theme = _line_of(row.text, "主题")
        if theme and theme != there.theme:
            changes["theme"] = theme
        return changes


def _span(times: dict[str, Any]) -> tuple[int, int]:
    if times["start"] is None:
        return 0, DAY
    return minutes_of(times["start"]), minutes_of(times["end"])


def uid_of(row: CalendarRow) -> str:
    """Return the UID a date is kept under: of an event, or of one occurrence of it."""
    if row.recurs_at is None:
        return row.uid
    return f"{row.uid}#{row.recurs_at:%Y%m%dT%H%M}"


_LABELS = ("主题", "主备人", "主持人", "备课组", "形式", "承办学校", "参加学校", "周次")


def _ours(line: str) -> bool:
    return line.partition("：")[0] in _LABELS


def _line_of(text: str, label: str) -> str:
    """Return what a line such as 主题：... of a description says."""
    for line in text.split("\n"):
        said, mark, value = line.replace(":", "：", 1).partition("：")
        if mark and said.strip() == label:
            return value.strip()
    return ""


def _named(organizer: str) -> str | None:
    return None if not organizer or "@" in organizer else organizer[:40]


OPERATIONS = (take_calendar,)
