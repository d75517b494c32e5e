"""A schedule in words: as the command line prints it, as a workbook, as rows for a page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jtdesk.core.errors import JtdeskError
from jtdesk.core.fields import Row
from jtdesk.core.identity import mask_id
from jtdesk.excel.table_look import TableColumn, TableSpec
from jtdesk.lessonprep import schedule_dues, words
from jtdesk.lessonprep.joint_dates import clock
from jtdesk.lessonprep.problem import Placed, Schedule, Unplaced
from jtdesk.lessonprep.regime import ALL, Regime
from jtdesk.lessonprep.schedule_adoption import uid_of
from jtdesk.lessonprep.scheduling import Basis
from jtdesk.lessonprep.term_rules import term_title

SIGNATURE = ("填表人：", "审核人：", "集团总校长：", "日期：    年  月  日")
WEEKDAYS = "一二三四五六日"
FEW = 6


def schedule_json(found: Basis, schedule: Schedule, *, reveal: bool) -> dict[str, Any]:
    """Return a schedule as ``jtdesk schedule --json`` prints it; numbers masked unless revealed."""
    return {
        "term": found.request.term,
        "regime": found.title,
        "sessions": [_session_json(found, one, reveal=reveal) for one in schedule.placed],
        "unplaced": [{"what": what(found, one), "why": one.why} for one in schedule.unplaced],
        "objective": schedule.objective,
        "bound": schedule.bound,
        "gap": schedule.gap,
        "proven": schedule.proven,
        "seconds": schedule.seconds,
        "parts": dict(schedule.parts),
        "notes": [*found.notes, *schedule.notes],
    }


def _session_json(found: Basis, one: Placed, *, reveal: bool) -> dict[str, Any]:
    due, names = found.dues[one.due], found.ground.names
    row = found.groups[due.group]
    there = found.ground.calendar.day(one.day, one.host or due.schools[0], row["stage"])
    needed = {m.teacher_id for m in found.ground.members[due.group] if m.required}
    online = set(one.remote)

    def who(person: str) -> dict[str, Any]:
        known = found.ground.people[person]
        number = known["id_number"]
        return {
            "id_number": number if reveal or not number else mask_id(number),
            "name": known["name"],
            "school": names[found.homes[person]],
        }

    first = one.start_period
    return {
        "uid": uid_of(found, one.due),
        "group": row["name"],
        "kind": found.series[one.due].rule.kind,
        "title": found.series[one.due].rule.title,
        "stage": row["stage"],
        "subject": row["subject"],
        "date": one.day.isoformat(),
        "week": there.week,
        "weekday": one.day.isoweekday(),
        "timetable_weekday": there.lessons,
        "start_period": first,
        "end_period": None if first is None else first + due.periods - 1,
        "start": clock(one.start),
        "end": clock(one.end),
        "form": due.form,
        "host": names.get(one.host or ""),
        "schools": [names[school] for school in due.schools],
        "people": [
            *(who(p) | {"required": p in needed, "online": p in online} for p in one.come),
            *(who(a.person) | {"required": False, "why": a.why} for a in one.away),
        ],
        "missing": sum(away.required for away in one.away),
        "absent_schools": [names[school] for school in one.absent],
        "fixed": one.fixed,
        "changed": one.changed,
    }


def what(found: Basis, one: Unplaced) -> str:
    """Return which session has no place, in words."""
    due, names = found.dues[one.due], found.ground.names
    schools = [names[school] for school in due.schools]
    shown = "、".join(schools) if len(schools) <= FEW else f"{len(schools)} 所学校"
    title = found.series[one.due].rule.title
    return f"{found.groups[due.group]['name']}{due.title}的{title}（{shown}）"


def session_rows(found: Basis, placed: Iterable[Placed]) -> list[Row]:
    """Return one row a session, for lists on screen and on paper."""
    made = []
    for one in placed:
        full = _session_json(found, one, reveal=False)
        periods = (full["start_period"], full["end_period"])
        online = sum(person.get("online", False) for person in full["people"])
        made.append(
            {
                "id": one.due,
                "week": full["week"],
                "date": full["date"],
                "weekday": f"周{WEEKDAYS[full['weekday'] - 1]}",
                "time": f"{full['start']}—{full['end']}",
                "periods": "" if None in periods else f"第{periods[0]}—{periods[1]}节",
                "group": full["group"],
                "title": full["title"],
                "form": full["form"],
                "host": full["host"],
                "schools": "、".join(full["schools"]),
                "come": len(one.come),
                "online": online or None,
                "away": len(one.away),
                "who_away": _away(found, one),
                "change": "未动" if one.fixed else "改期" if one.changed else "",
            }
        )
    return made


def _away(found: Basis, one: Placed) -> str:
    said = [f"{found.ground.people[away.person]['name']}：{away.why}" for away in one.away[:FEW]]
    more = f"等 {len(one.away)} 人" if len(one.away) > FEW else ""
    absent = "".join(f"{found.ground.names[school]}没有人能来；" for school in one.absent)
    return absent + "；".join(said) + more


def verdict(schedule: Schedule) -> str:
    """Return in a sentence how good a schedule is known to be."""
    if schedule.proven:
        return f"已证明：在这些条件下没有更好的排法（用时 {schedule.seconds:.1f} 秒）。"
    return (
        f"在 {schedule.seconds:.0f} 秒内找到的最好排法，与理论最优的差距不超过 "
        f"{schedule.gap:.2%}；给更多时间可能更好。"
    )


_COLUMNS = (
    ("week", TableColumn(title="周次", kind="integer")),
    ("date", TableColumn(title="日期", width=11)),
    ("weekday", TableColumn(title="星期", width=6)),
    ("periods", TableColumn(title="节次", width=9)),
    ("time", TableColumn(title="时间", width=12)),
    ("group", TableColumn(title="学科／小组", width=16)),
    ("title", TableColumn(title="活动", width=14)),
    ("form", TableColumn(title="形式", width=12)),
    ("host", TableColumn(title="承办学校", width=14)),
    ("schools", TableColumn(title="参加学校", width=30)),
    ("come", TableColumn(title="能到\n人数", kind="integer")),
    ("online", TableColumn(title="其中\n线上", kind="integer")),
    ("away", TableColumn(title="不能到", kind="integer")),
    ("who_away", TableColumn(title="谁不能到，为什么", width=34)),
    ("change", TableColumn(title="变动", width=7)),
)


def tables(
    found: Basis, schedule: Schedule, unit: str
) -> list[tuple[TableSpec, list[tuple[Any, ...]]]]:
    """Return the sheets of the workbook of a schedule: sessions, and what has no place."""
    title = f"{term_title(found.request.term)}联合教研活动安排"
    above = (unit, f"制度：{found.title}")
    sessions = TableSpec(
        sheet="活动安排",
        title=title,
        columns=(
            TableColumn(title="序号", kind="integer", serial=True),
            *(column for _name, column in _COLUMNS),
        ),
        above=above,
        notes=(verdict(schedule), *found.notes, *schedule.notes),
        signature=SIGNATURE,
        paper="A3",
        blank_rows=0,
        freeze_after=2,
    )
    lines = [
        (None, *(row[name] for name, _column in _COLUMNS))
        for row in session_rows(found, schedule.placed)
    ]
    without = TableSpec(
        sheet="没有排上的",
        title=f"{title}：没有排上的",
        columns=(
            TableColumn(title="序号", kind="integer", serial=True),
            TableColumn(title="什么", width=44),
            TableColumn(title="为什么", width=50),
        ),
        above=above,
        blank_rows=0,
    )
    missing = [(None, what(found, one), one.why) for one in schedule.unplaced]
    return [(sessions, lines), (without, missing)]


def finding(schedule: Schedule) -> str:
    """Return what a schedule reaches, in a few sentences."""
    fresh = sum(not one.fixed and not one.changed for one in schedule.placed)
    moved = sum(one.changed for one in schedule.placed)
    kept = sum(one.fixed for one in schedule.placed)
    whole = f"排上 {len(schedule.placed)} 次"
    inside = [f"{said} {count} 次" for count, said in (
        (fresh, "可写入"), (moved, "改期"), (kept, "不动"),
    ) if count]  # fmt: skip
    parts = f"（{'，'.join(inside)}）" if len(inside) > 1 or (not fresh and inside) else ""
    rest = f"，{len(schedule.unplaced)} 次没有排上" if schedule.unplaced else "，全部排上"
    lacking = [one for one in schedule.placed if one.away]
    people = sum(len(one.away) for one in lacking)
    away = f"{len(lacking)} 次有人不能到，共 {people} 人次；" if lacking else ""
    return f"{whole}{parts}{rest}。{away}{verdict(schedule)}"


def regime_titles() -> dict[str, str]:
    """Return the titles of the regimes that can be read, by code."""
    found = {}
    for code, path in schedule_dues.regimes().items():
        try:
            found[code] = schedule_dues.read_regime_file(path).title
        except JtdeskError:
            continue  # told when it is chosen as a file
    return found


def regime_words(rules: Regime) -> str:
    """Return what a regime demands, in a sentence."""
    said = []
    for one in rules.series:
        who = "各校一起" if one.schools == ALL else "每两所相邻学校"
        if isinstance(one.schools, tuple):
            who = "、".join(one.schools)
        subjects = "、".join(one.subjects) or "各学科"
        said.append(
            f"{one.title}：{subjects}，{who}，{words.INTERVALS[one.every]}，每次 {one.periods} 节"
        )
    return f"{'；'.join(said)}。一位教师一周最多 {rules.per_week} 次。"


def write_schedule(path: Path, found: Basis, schedule: Schedule, unit: str) -> None:
    """Write the workbook of a schedule.

    Raises:
        InputRefused: the file cannot be written.
    """
    from jtdesk.excel.writing import write_tables  # noqa: PLC0415 - loads openpyxl

    write_tables(path, tables(found, schedule, unit))
