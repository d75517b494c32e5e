"""What the drawer says of a session, in sections, and the links by which something is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from jtdesk.core import clock
from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep import day_notes, words
from jtdesk.lessonprep.availability import Block
from jtdesk.lessonprep.conflict_words import TITLES, Conflict
from jtdesk.lessonprep.session_details import SessionDetail
from jtdesk.ui.panels import Fact, Section

EDIT, SLOTS, SIGN, MINUTES, INVITE, CANCEL, RESUME, PIN, SERIES = (
    "edit", "slots", "sign", "minutes", "invite", "cancel", "resume", "pin", "series",
)  # fmt: skip
FINDING, TASK, DONE = "finding:", "task:", "done:"
PINNED = {True: "已固定，自动排期和系列都不动它。", False: "没有固定"}
MOST = 30  # people listed one by one
MINUTE_TITLES = (
    ("agenda", "议程"), ("discussion", "研讨内容"), ("division", "分工"), ("output", "成果"),
    ("reflection", "反思与改进"),
)  # fmt: skip


def sections(
    detail: SessionDetail,
    found: Sequence[Conflict] | None,
    away: Mapping[str, Block] | None,
    *,
    may: bool,
) -> list[Section]:
    """Return all sections.

    Args:
        detail: of the session.
        found: what stands against it, None while that is not known yet.
        away: who cannot come and why, None while that is not known yet.
        may: the store can be written.
    """
    one = detail.date
    planned = one.status == words.PLANNED
    made = [_against(found, may=may and planned)] if planned else []
    made += [_what(detail, may=may), _people(detail, away, may=may)]
    made += [_minutes(detail, may=may), _findings(detail, may=may), _tasks(detail, may=may)]
    return [section for section in made if section.facts or section.note]


def _against(found: Sequence[Conflict] | None, *, may: bool) -> Section:
    if found is None:
        return Section("冲突", (), "正在核对……")
    if not found:
        return Section("冲突", (Fact("核对", "没有冲突。", mark="good"),))
    facts = [
        Fact(TITLES[one.kind], f"{one.text}{one.way_out}", "bad" if one.hard else "caution")
        for one in found
    ]
    if may:
        facts.append(Fact("", "", link=SLOTS, link_text="找一个大家都行的时间"))
    return Section("冲突", tuple(facts))


def _what(detail: SessionDetail, *, may: bool) -> Section:
    one, row = detail.date, detail.row
    week = f" 第{one.week}周" if one.week else ""
    lead = one.lead_planner or ("没有写" if one.kind in words.PREP_KINDS else "")
    open_ = one.status == words.PLANNED
    facts = [
        Fact("时间", f"{day_notes.day_words(one.day)}{week}，{look.span_words(one)}",
             link=EDIT if may else "", link_text="修改"),
        Fact("状态", one.status, link=(CANCEL if open_ else RESUME) if may else "",
             link_text="取消活动" if open_ else "恢复为计划"),
        Fact("承办", one.host or "不设承办校"),
        Fact("地点", one.place),
        Fact("形式", one.form),
        Fact("备课组", one.group),
        Fact("系列", detail.series, link=SERIES if detail.series else "", link_text="看系列"),
        Fact("参加学校", look.listed(one.schools, 12)),
        Fact("主题", one.theme),
        Fact("主备人", lead),
        Fact("主持人", one.chair),
        Fact("记录人", row["recorder"] or ""),
        Fact("主讲班", row["lead_class"] or ""),
        Fact("接收班", row["receiving_classes"] or ""),
        Fact("学生人数", _number(row["pupils"])),
        Fact("固定", PINNED[one.pinned] if one.pinned or open_ else "",
             link=PIN if may and open_ else "", link_text="不再固定" if one.pinned else "固定"),
        Fact("说明", one.note),
    ]  # fmt: skip
    if one.recurs_on is not None and one.recurs_on != one.day:
        facts.insert(1, Fact("原定", day_notes.day_words(one.recurs_on)))
    return Section("活动", tuple(facts))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _people(detail: SessionDetail, away: Mapping[str, Block] | None, *, may: bool) -> Section:
    people, one = detail.people, detail.date
    open_ = one.status != words.CANCELLED
    facts = []
    if detail.signed:
        facts.append(Fact("签到", _signed(detail)))
    if may and open_ and one.day <= clock.today():
        title = "签到" if not detail.signed else ""
        facts.append(Fact(title, "" if detail.asked else "还没有名单", link=SIGN,
                          link_text="登记签到" if detail.asked else "定名单并签到"))  # fmt: skip
    by_school = Counter(person["school"] or "校外" for person in people)
    said = "、".join(f"{school} {count} 人" for school, count in by_school.items())
    how = "" if detail.asked else "（备课组成员）"
    facts.append(Fact("应到", f"{len(people)} 人{how}：{said}" if people else "还没有人",
                      link=INVITE if may and open_ else "", link_text="邀请"))  # fmt: skip
    if one.status == words.PLANNED and away is not None:
        facts += _away(detail, away)
    else:
        facts += [
            Fact(person["name"], _sign_words(person), "caution")
            for person in people
            if person["status"] in {words.EXCUSED, words.ABSENT}
        ][:MOST]
    return Section("人员", tuple(facts))


def _signed(detail: SessionDetail) -> str:
    counts = Counter(person["status"] for person in detail.people if person["status"])
    said = "，".join(
        f"{status} {counts[status]} 人" for status in words.ATTENDANCES if counts[status]
    )
    outsiders = detail.row["outsiders"]
    return f"{said}，校外 {outsiders} 人" if outsiders else said


def _sign_words(person: Mapping[str, str | None]) -> str:
    reason = f"：{person['reason']}" if person["reason"] else ""
    return f"{person['status']}{reason}"


def _away(detail: SessionDetail, away: Mapping[str, Block]) -> list[Fact]:
    if not detail.people:
        return []
    gone = [person for person in detail.people if person["teacher_id"] in away]
    if not gone:
        return [Fact("能来", "应到的人这个时间都能来。", mark="good")]
    facts = [Fact("来不了", f"{len(gone)} 人（共 {len(detail.people)} 人）", mark="caution")]
    for person in gone[:MOST]:
        words_ = away[person["teacher_id"]].words
        optional = "" if person["required"] else "（可不来）"
        facts.append(Fact(person["name"], f"{words_}{optional}"))
    if len(gone) > MOST:
        facts.append(Fact("", f"还有 {len(gone) - MOST} 人。"))
    return facts


def _minutes(detail: SessionDetail, *, may: bool) -> Section:
    row, one = detail.row, detail.date
    facts = [Fact(title, row[name] or "") for name, title in MINUTE_TITLES]
    if may and one.status != words.CANCELLED and one.day <= clock.today():
        said = "修改活动记录" if one.status == words.HELD else "登记活动记录"
        facts.append(Fact("", "", link=MINUTES, link_text=said))
    return Section("活动记录", tuple(facts))


def _findings(detail: SessionDetail, *, may: bool) -> Section:
    facts = []
    for row in detail.findings:
        advice = f" 建议：{row['advice']}" if row["advice"] else ""
        link = f"{FINDING}{row['id']}" if may else ""
        facts.append(Fact(row["aspect"], f"{row['finding']}{advice}", link=link, link_text="修改"))
    if may and detail.date.host and detail.date.status != words.CANCELLED:
        facts.append(Fact("", "", link=FINDING, link_text="登记一条诊断"))
    title = f"课堂诊断：{detail.date.host}" if detail.date.host else "课堂诊断"
    return Section(title, tuple(facts))


def _tasks(detail: SessionDetail, *, may: bool) -> Section:
    facts = []
    for row in detail.tasks:
        state = f"{row['done_on']} 完成" if row["done_on"] else f"期限 {row['due'] or '没有写'}"
        who = "，".join(part for part in (row["owner"], row["school"]) if part)
        said = "；".join(part for part in (row["task"], who, state) if part)
        link = f"{TASK}{row['id']}" if may else ""
        facts.append(Fact("完成" if row["done_on"] else "待办", said, link=link, link_text="修改"))
    if may and detail.date.status != words.CANCELLED:
        facts.append(Fact("", "", link=TASK, link_text="布置一项任务"))
    return Section("后续任务", tuple(facts))
