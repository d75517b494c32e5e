"""What the drawer of the calendar says where no session is in front: the term, or a booking."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep import day_notes, words
from jtdesk.lessonprep.calendar_desk import Basis
from jtdesk.lessonprep.calendar_layout import CalendarIndex, Choice
from jtdesk.lessonprep.conflict_words import TITLES, Conflict
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.ui.panels import Fact, Section

CONFLICTS, BOOKING, GO = "conflicts:", "facilities", "go:"
HARD_ONLY, ALL = "hard", "all"
MOST = 12


def term_sections(
    basis: Basis,
    index: CalendarIndex,
    found: Mapping[str, Sequence[Conflict]] | None,
    today: date,
) -> tuple[str, list[Section]]:
    """Return title and sections for the dates that are shown.

    Args:
        basis: of the term.
        index: the dates shown.
        found: conflicts by id, None while they are looked for.
        today: what lies before is not told as coming.
    """
    title = next((name for code, name in basis.terms if code == basis.term), basis.term)
    states = Counter(one.status for one in index.dates)
    hosts = Counter(one.host for one in index.dates if one.host and one.status != words.CANCELLED)
    shown = "（筛选出的）" if len(index) != len(basis.index) else ""
    facts = [
        Fact("活动", f"{len(index)} 次{shown}"),
        *(Fact(status, f"{states[status]} 次") for status in words.STATUSES if states[status]),
    ]
    if hosts:
        said = "、".join(f"{name} {count}" for name, count in hosts.most_common(MOST))
        facts.append(Fact("承办", said))
    made = [Section("", tuple(facts), _hint(basis, index)), _conflicts(index, found)]
    return title, [*made, _coming(index, today)]


def _hint(basis: Basis, index: CalendarIndex) -> str:
    """Say what to do where nothing is shown."""
    if index.dates:
        return ""
    if basis.index.dates:
        return "没有符合筛选条件的活动。按“清除筛选”看全部。"
    if basis.term_for(Choice()) is None:
        return "先到“校历”填这个学期的起止和第一周。"
    if not basis.groups:
        return "先到“备课组与系列”按花名册建立备课组；会议、送教等可以直接按“新增活动”。"
    return "这个学期还没有活动。按“自动排期”把各组一起排好，按“找时间”排一次，或在格子里双击新增。"


def _conflicts(index: CalendarIndex, found: Mapping[str, Sequence[Conflict]] | None) -> Section:
    if not index.dates:
        return Section("冲突", ())
    if found is None:
        return Section("冲突", (), "正在核对各次活动……")
    own = {one.id: found[one.id] for one in index.dates if one.id in found}
    if not own:
        return Section("冲突", (Fact("核对", "都没有冲突。", mark="good"),))
    hard = [one for one, said in own.items() if any(conflict.hard for conflict in said)]
    kinds = Counter(conflict.kind for said in own.values() for conflict in said)
    facts = []
    if hard:
        facts.append(
            Fact("有冲突", f"{len(hard)} 次", "bad", f"{CONFLICTS}{HARD_ONLY}", "只看这些")
        )
    if len(own) > len(hard):
        facts.append(
            Fact("请留意", f"{len(own) - len(hard)} 次", "caution", f"{CONFLICTS}{ALL}",
                 "连同有冲突的一起看" if hard else "只看这些")
        )  # fmt: skip
    facts += [Fact(TITLES[kind], f"{kinds[kind]} 次") for kind in TITLES if kinds[kind]]
    return Section("冲突", tuple(facts))


def _coming(index: CalendarIndex, today: date) -> Section:
    ahead = index.dates[bisect_left(index.dates, today, key=lambda one: one.day) :]
    planned = [one for one in ahead if one.status == words.PLANNED][:MOST]
    facts = [
        Fact(f"{one.day.month}月{one.day.day}日", "", link=f"{GO}{one.id}", link_text=one.title)
        for one in planned
    ]
    return Section("最近要开展的", tuple(facts))


def booking_sections(one: JointDate) -> list[Section]:
    """Return what is said of a booking of a facility."""
    facts = (
        Fact("时间", f"{day_notes.day_words(one.day)}，{look.span_words(one)}"),
        Fact("场馆", f"{one.host} {one.place}".strip()),
        Fact("使用", "、".join(filter(None, (*one.schools[1:], one.chair)))),
        Fact("状态", one.status),
        Fact("使用记录", one.note),
        Fact("", "", link=BOOKING, link_text="到“场馆与预约”修改"),
    )
    return [Section("场馆预约", facts)]
