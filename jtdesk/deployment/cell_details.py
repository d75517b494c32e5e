"""What stands beside the map of needs: the people and the rule behind a cell, posts, standards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.balances import Balance
from jtdesk.deployment.staffing import Staffing
from jtdesk.ui.panels import Fact, Section

MANY = 60
HELPS = 0.5
Place = tuple[str, str]


def sections(
    found: Staffing, posts: Mapping[str, Row], place: Place | None, stage: str | None
) -> list[Section]:
    """Return what is told of a cell, a school, a subject, or where none is chosen the whole.

    Args:
        found: need and availability.
        posts: establishment by school.
        place: names of school and subject, empty for totals; None for nothing chosen.
        stage: looked at, None for all.
    """
    if place is None or place == ("", ""):
        return _whole(found, stage)
    school, subject = place
    cells = [
        one
        for one in found.of_school(school or None)
        if stage in {None, one.stage} and subject in {"", one.subject}
    ]
    if not school:
        return _subject(subject, cells)
    if not subject:
        return _school(school, cells, posts.get(school))
    others = [
        one
        for one in found.cells.values()
        if one.subject == subject and one.school != school and stage in {None, one.stage}
    ]
    return _cell(school, subject, cells, others)


def said(value: float | None) -> str:
    """Return a number of teachers with at most one decimal."""
    return "" if value is None else str(plain(rounded(value, 1)))


def balance_fact(value: float | None, title: str = "余缺") -> Fact:
    """Return surplus or shortage in words, marked."""
    if value is None:
        return Fact(title, "算不出需求", mark="caution")
    if abs(rounded(value, 1)) == 0:
        return Fact(title, "持平")
    if value < 0:
        return Fact(title, f"缺 {said(-value)} 人", mark="bad" if value <= -HELPS else "caution")
    return Fact(title, f"余 {said(value)} 人")


def _cell(
    school: str, subject: str, cells: Sequence[Balance], others: Sequence[Balance]
) -> list[Section]:
    if not cells:
        told = (Fact("", f"{school}没有{subject}的课，也没有{subject}教师。"),)
        return [Section(f"{school} · {subject}", told)]
    made = []
    for one in cells:
        facts = [Fact("现有", f"{said(one.available)} 人")]
        if one.need is not None:
            facts.insert(0, Fact("需求", f"{said(one.need)} 人，取整 {one.whole} 人"))
        facts.append(balance_fact(one.balance))
        facts.append(Fact("算法", one.why))
        made.append(Section(f"{school} · {one.stage}{subject}", tuple(facts)))
    return [*made, _people(cells), *_helpers(cells, others)]


def _people(cells: Sequence[Balance]) -> Section:
    parts = [part for one in cells for part in one.parts]
    facts = [
        Fact(
            part.name, "计 1 人" if not part.why else f"计 {said(part.amount)} 人：{part.why}",
            link=f"person:{part.person}", link_text="档案",
        )
        for part in parts[:MANY]
    ]  # fmt: skip
    if not facts:
        facts = [Fact("", "没有人")]
    elif len(parts) > 1:
        ids = "，".join(dict.fromkeys(part.person for part in parts))
        facts.append(Fact("", "", link=f"people:{ids}", link_text=f"在名册里看这 {len(parts)} 人"))
    rows = "，".join(one.id for one in cells)
    facts.append(Fact("", "", link=f"rows:{rows}", link_text="看明细行"))
    return Section(f"现有人员 {len(parts)} 人", tuple(facts))


def _helpers(cells: Sequence[Balance], others: Sequence[Balance]) -> list[Section]:
    """Name the schools that have too many of a subject that is short here."""
    short = {one.stage for one in cells if one.staffed and (one.balance or 0) <= -HELPS}
    spare = sorted(
        (one for one in others if one.stage in short and one.surplus >= HELPS),
        key=lambda one: -one.surplus,
    )
    if not short:
        return []
    facts = [
        Fact(one.school, f"{one.stage}余 {said(one.surplus)} 人",
             link=f"cell:{one.school}/{one.subject}", link_text="看")
        for one in spare[:6]
    ]  # fmt: skip
    none = "其他学校同学段都没有富余半个人以上的。" if not facts else ""
    return [Section("哪些学校有余", tuple(facts), none)]


def _school(school: str, cells: Sequence[Balance], posts: Row | None) -> list[Section]:
    own = [one for one in cells if one.staffed and one.balance is not None]
    short = sorted((one for one in own if (one.balance or 0) <= -HELPS), key=_by_balance)
    spare = sorted((one for one in own if (one.balance or 0) >= HELPS), key=_by_balance)
    total = sum(one.balance or 0 for one in own)
    head = [
        Fact("需求", f"{said(sum(one.need or 0 for one in own))} 人"),
        Fact("现有", f"{said(sum(one.available for one in own))} 人"),
        balance_fact(total if own else None, "合计"),
    ]
    if short and total > 0:
        head.append(Fact("", "总数有余，学科不齐：缺的学科靠走教、兼教或交流补。", mark="caution"))
    return [
        Section(school, tuple(head)),
        Section("缺的学科", tuple(_linked(one) for one in short)),
        Section("有余的学科", tuple(_linked(one) for one in reversed(spare))),
        *_posts(posts),
    ]


def _by_balance(one: Balance) -> float:
    return one.balance or 0


def _linked(one: Balance, *, school: bool = False) -> Fact:
    fact = balance_fact(one.balance, one.school if school else f"{one.stage}{one.subject}")
    return Fact(fact.title, fact.value, fact.mark, f"cell:{one.school}/{one.subject}", "看")


def _posts(row: Row | None) -> list[Section]:
    if row is None:
        return []
    more = row["people_difference"]
    facts = [
        Fact("应核编制", _count(row["posts_needed"])),
        Fact("已核编制", _count(row["posts"])),
        Fact("在编人员", _count(row["on_establishment"])),
    ]
    if more is not None:
        word = f"多 {more} 人" if more > 0 else f"少 {-more} 人" if more < 0 else "正好"
        facts.append(Fact("在编比应核", word, mark="caution" if more < 0 else ""))
    facts.append(Fact("算法", row["explanation"] or ""))
    return [Section("编制对照", tuple(facts), f"标准：{row['standard']}")]


def _count(value: int | None) -> str:
    return "未填" if value is None else f"{value} 人"


def _subject(subject: str, cells: Sequence[Balance]) -> list[Section]:
    own = [one for one in cells if one.balance is not None]
    total = sum(one.balance or 0 for one in own)
    head = [
        Fact("需求", f"{said(sum(one.need or 0 for one in own))} 人"),
        Fact("现有", f"{said(sum(one.available for one in cells))} 人"),
        balance_fact(total if own else None, "合计"),
    ]
    if own and not any(one.staffed for one in own):
        head.append(Fact("", "一般由各科教师兼任，不计入余缺。"))
    ranked = sorted(own, key=_by_balance)
    short = [one for one in ranked if (one.balance or 0) <= -HELPS]
    spare = [one for one in reversed(ranked) if (one.balance or 0) >= HELPS]
    return [
        Section(f"全集团 · {subject}", tuple(head)),
        Section("缺的学校", tuple(_linked(one, school=True) for one in short)),
        Section("有余的学校", tuple(_linked(one, school=True) for one in spare)),
    ]


def _whole(found: Staffing, stage: str | None) -> list[Section]:
    cells = [one for one in found.cells.values() if stage in {None, one.stage}]
    own = [one for one in cells if one.staffed and one.balance is not None]
    short = sorted((one for one in own if one.gap >= HELPS), key=_by_balance)
    facts = [
        Fact(f"{one.school}", f"{one.stage}{one.subject}缺 {said(one.gap)} 人", "bad",
             f"cell:{one.school}/{one.subject}", "看")
        for one in short[:8]
    ]  # fmt: skip
    return [
        Section("最缺的", tuple(facts), "" if facts else "没有缺半个人以上的学科。"),
        Section(
            "用的标准",
            (
                Fact("课程", _named(found.curriculum)),
                Fact("工作量", _named(found.load)),
                Fact("", "", link="standards", link_text="查看来源和修改"),
            ),
        ),
        notes(found),
        Section("", (), "单击一格看这一格的人员和算法；方向键移动，回车查看。"),
    ]


def notes(found: Staffing) -> Section:
    """Return what the data lack."""
    facts = tuple(Fact(f"{n}", note, mark="caution") for n, note in enumerate(found.findings, 1))
    return Section("数据提示", facts)


def _named(chosen: object) -> str:
    title, edited = getattr(chosen, "title", ""), getattr(chosen, "edited", False)
    return f"{title}（本集团有修改）" if edited else str(title)
