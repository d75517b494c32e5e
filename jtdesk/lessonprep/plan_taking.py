"""How plans of joint dates come in: week and weekday become a day, words become group and host.

What a plan says and the store has no place for (a person who is not on the staff, a school nobody
knows, an afternoon without an hour) is kept in the note, so nothing written is lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.lessonprep import joint_reads, plan_words, records, rules, term_rules, words
from jtdesk.lessonprep.joint_dates import JointDate, clock
from jtdesk.lessonprep.plan_words import When
from jtdesk.lessonprep.sessions import write_sessions
from jtdesk.lessonprep.standing_dates import Standing, changeable, standing

TWO_PERIODS = 80
DAY = 24 * 60
WRITTEN = (
    "when", "week_said", "weekday_said", "span", "team", "stage", "form_said", "host_said", "venue",
    "schools_said", "participants", "lead_planner",
)  # fmt: skip
_PLAIN = (
    "uid",
    "title",
    "kind",
    "theme",
    "chair",
    "form",
    "place",
    "note",
    "start_period",
    "periods",
)
NO_END = "没有写结束时间，暂按两节课"


def around(texts: Sequence[str]) -> Row:
    """Return the term the lines around a plan name."""
    term = plan_words.term_said(texts)
    return {"term": term} if term else {}


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every date as a plan states it."""
    return records.prep_sessions(session, Ask())


def understood(session: Session, as_of: str) -> Callable[[Row], list[Fault]]:
    """Return what puts the meaning of a row in place of what was written, or says why not."""
    return _Understanding(standing(session), rules.term_of(as_of)).row


class _Understanding:
    """Finds out what the rows of one plan mean."""

    def __init__(self, known: Standing, term: str) -> None:
        self._known = known
        self._term = term
        self._taken: set[str] = set()

    def row(self, row: Row) -> list[Fault]:
        """Replace what is written in a row by what it means; return what refuses it."""
        known = self._known
        group = known.group(
            (row.get("team") or "", row.get("title") or "", row.get("theme") or ""),
            row.get("stage"),
        )
        stage = row.get("stage") or (group["stage"] if group else None)
        said = _said(row)
        code = str(row.get("term") or self._term)
        day = self._day(row, said, code, stage, group)
        if isinstance(day, Fault):
            return [day]
        for at in ("when", "span", "start", "end"):
            if row.get(at) and (wrong := plan_words.no_clock(str(row[at]))):
                message = f"“{wrong}”不是一天里的时刻，请写成 14:30。"
                return [Fault("bad_date", at, message, str(row[at]))]
        meant = self._meant(row, said, day, stage, group)
        own = str(row.get("uid") or "") or _uid(meant)
        there = known.of_uid(own) or known.of_group(group["id"] if group else None, day, said.start)
        if there is not None and there.id in self._taken and there.uid != own:
            there = None
        row.clear()
        row.update(meant, uid=own)
        if there is not None:
            self._taken.add(there.id)
            row["uid"] = there.uid
            if not changeable(there):
                # What was held is over; a plan that still lists it says nothing against it.
                row.clear()
                row.update({"uid": there.uid})
        return []

    def _day(
        self, row: Row, said: When, code: str, stage: str | None, group: Row | None
    ) -> date | Fault:
        written = row.get("date")
        if written and len(written) == 10:
            return date.fromisoformat(written)
        term = self._known.calendar.term(code, stage)
        if said.weekday is None and said.week is not None and group and group["weekday"]:
            said = _with_weekday(said, group["weekday"])  # the group's own day of the week
        found = plan_words.day_of(said, term, self._known.calendar, stage)
        by_week = said.day is None and said.month_day is None and said.week is not None
        if by_week and term is not None and found is not None and said.week is not None:
            last = term_rules.weeks_of(term)
            if said.week > last:
                message = (
                    f"{term_rules.term_title(code)}只有 {last} 周，没有第 {said.week} 周，"
                    "请核对周数，或直接写日期。"
                )
                return Fault("bad_date", "week_said", message, str(said.week))
        if found is not None:
            return found
        shown = " ".join(
            str(row[name]) for name in ("when", "week_said", "weekday_said") if row.get(name)
        )
        at = "when" if row.get("when") else "week_said"
        if term is None and (said.week is not None or said.month_day is not None):
            message = f"还没有 {code} 学期的起止日期，算不出“{shown}”是哪一天。请先在“校历”里填写。"
            return Fault("term_missing", at, message, shown)
        if said.week is not None and said.weekday is None:
            message = f"“{shown}”没有写星期几，看不出是哪一天。请写成“第三周 周三”或日期。"
        else:
            message = f"“{shown}”看不出是哪一天。请写成 2025-10-15，或写明第几周、星期几。"
        return Fault("bad_date", at, message, shown)

    # --- what is meant --------------------------------------------------------------------------

    def _meant(self, row: Row, said: When, day: date, stage: str | None, group: Row | None) -> Row:
        notes = [str(row["note"])] if row.get("note") else []
        meant: Row = {"date": day.isoformat(), "term": self._known.term_of(day, stage)}
        meant |= _times(said, notes)
        meant |= self._where(row, notes)
        kind = plan_words.kind_of(str(row.get(n) or "") for n in ("kind", "title", "theme", "team"))
        told = row.get("kind") if row.get("kind") in words.SESSION_KINDS else None
        meant["kind"] = told or kind or words.JOINT_RESEARCH
        if group is not None:
            meant["group"] = group["name"]
        team = "" if group is not None else str(row.get("team") or "")
        meant["title"] = row.get("title") or (f"{group['name'] if group else team}{meant['kind']}")
        meant |= {name: row[name] for name in ("theme", "chair") if row.get(name)}
        self._people(row, meant, notes)
        if notes:
            meant["note"] = "；".join(dict.fromkeys(notes))
        return meant

    def _where(self, row: Row, notes: list[str]) -> Row:
        called = self._known.called
        found: Row = {}
        host, rest = plan_words.host_of(str(row.get("host_said") or ""), called)
        if rest and host is None:
            notes.append(f"承办学校：{rest}")
        venue = str(row.get("venue") or "")
        at, place = plan_words.host_of(venue, called)
        online = plan_words.is_online(venue) and at is None
        host = host or at
        if host is not None:
            found["host"] = self._known.school_name(host)
        if place and not (online and place in {"线上", "网络"}):
            found["place"] = place
        form_said = str(row.get("form_said") or "")
        form = plan_words.form_of(form_said) or (words.FORMS[1] if online else None)
        if form is not None:
            found["form"] = form
        elif form_said:
            notes.append(f"形式：{form_said}")
        if row.get("schools_said"):
            ids, left = plan_words.schools_said(str(row["schools_said"]), called)
            if ids is not None:
                wanted = {*ids, *([host] if host else [])}
                found["schools"] = [names[0] for one, names in called.items() if one in wanted]
            if left:
                notes.append(f"参加学校：{'、'.join(left)}")
        return found

    def _people(self, row: Row, meant: Row, notes: list[str]) -> None:
        lead = row.get("lead_planner")
        if lead:
            found = self._known.find_person({"name": lead, "school": meant.get("host")})
            if isinstance(found, Fault):
                found = self._known.find_person({"name": lead})
            if isinstance(found, Fault):
                notes.append(f"主备人：{lead}")
            else:
                meant["lead_planner"] = found["name"]
        if row.get("participants"):
            notes.append(f"参加人员：{row['participants']}")


def _uid(meant: Row) -> str:
    """Return the UID of a date a plan is the first to name: the same row gives the same."""
    parts = (meant["title"], meant["date"], meant.get("start"), meant.get("theme"))
    said = "|".join(str(part or "") for part in (*parts, meant.get("start_period")))
    return f"{hashlib.sha256(said.encode()).hexdigest()[:24]}@plan"


def _said(row: Row) -> When:
    """Return what all cells of a row that speak of time say together."""
    parts = [
        str(row[name]) for name in ("when", "week_said", "weekday_said", "span") if row.get(name)
    ]
    if row.get("week_said") and (number := plan_words.week(str(row["week_said"]))) is not None:
        parts[parts.index(str(row["week_said"]))] = f"第{number}周"
    weekday = str(row.get("weekday_said") or "")
    if weekday and "周" not in weekday and "星期" not in weekday:
        parts[parts.index(weekday)] = f"周{weekday}"
    span = str(row.get("span") or "")
    if span and "节" not in span:
        parts[parts.index(span)] = f"第{span}节"
    said = plan_words.when(" ".join(parts))
    clocks = plan_words.when(f"{row.get('start') or ''} {row.get('end') or ''}")
    if clocks.start is None and said.start is None and "时间" in str(row.get("note") or ""):
        clocks = plan_words.when(str(row["note"]))  # 备注：时间16:00
    if clocks.start is None:
        return said
    return When(
        said.day, said.month_day, said.week, said.weekday, "", clocks.start, clocks.end
    )  # fmt: skip


def _with_weekday(said: When, weekday: int) -> When:
    return When(None, None, said.week, weekday, said.half, said.start, said.end)


def _times(said: When, notes: list[str]) -> Row:
    if said.start is not None:
        end = said.end
        if end is None:
            end = min(DAY, said.start + TWO_PERIODS)
            notes.append(NO_END)
        return {"start": clock(said.start), "end": clock(end)}
    if said.period is not None:
        return {"start_period": said.period, "periods": said.periods or 1}
    if said.half:
        notes.append(f"时间：{said.half}")
    return {}


# --------------------------------------------------------------------------------------- writing


def write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write dates of a plan."""
    known = standing(session)
    ids = [one.id for one in writes if one.id is not None]
    stand = {one.id: one for one in joint_reads.joint_dates(session, only=ids)} if ids else {}
    columns = _Columns(known)
    write_sessions(
        session,
        [columns.of(one.values, stand.get(one.id or "")) | {"id": one.id} for one in writes],
    )


class _Columns:
    """Turns names into ids."""

    def __init__(self, known: Standing) -> None:
        self._known = known
        self._schools = {names[0]: one for one, names in known.called.items()}
        self._groups = {row["name"]: row["id"] for row in known.groups}

    def of(self, values: Mapping[str, Any], there: JointDate | None) -> dict[str, Any]:
        """Return the columns of the values of one date."""
        found: dict[str, Any] = {name: values[name] for name in _PLAIN if name in values}
        if "date" in values:
            found["day"] = values["date"]
            found["term"] = values.get("term") or self._known.term_of(
                date.fromisoformat(values["date"]), there.stage if there else None
            )
        if "group" in values:
            found["group_id"] = self._groups.get(values["group"])
        if "host" in values:
            found["host_id"] = self._schools.get(values["host"])
        if "schools" in values:
            found["schools"] = [self._schools[one] for one in values["schools"]]
        if values.get("lead_planner"):
            person = self._known.find_person({"name": values["lead_planner"]})
            found["lead_planner_id"] = None if isinstance(person, Fault) else person["id"]
        if "start" in values or "end" in values:
            start = values.get("start") or (clock(there.start) if there else None)
            end = values.get("end") or (clock(there.end) if there else None)
            found |= {"start": start, "end": end, "start_period": None, "periods": None}
        elif "start_period" in values or "periods" in values:
            found |= {"start": None, "end": None}
        return found
