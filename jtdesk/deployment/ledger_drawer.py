"""What the drawer of the ledger says of a placement."""

from __future__ import annotations

from collections.abc import Sequence

from jtdesk.core.fields import Field, Row
from jtdesk.deployment import ledger, words
from jtdesk.deployment.duties import MODES
from jtdesk.deployment.fields import INTAKE_FIELDS
from jtdesk.ui.inputs import masked_text
from jtdesk.ui.panels import Fact, Section
from jtdesk.ui.rows import plain

REVEAL, MID, FINAL, DUTIES, EDIT = "reveal", "mid", "final", "duties", "edit"
ELSEWHERE = {
    "name", "start", "end", "status", "assessment", "assessed_on", "mid_assessment",
    "mid_assessed_on", "achievements",
}  # fmt: skip


def placement_sections(
    row: Row,
    duties: Sequence[Row],
    paid: Sequence[Row],
    day: str,
    *,
    revealed: bool,
    may: bool,
) -> list[Section]:
    """Return who goes where, for how long, and what came of it.

    Args:
        row: of the ledger, with what `ledger.as_shown` adds.
        duties: the six, done or not.
        paid: lines of the subsidies of the school year.
        day: ISO date until which months are counted.
        revealed: the id number is shown in full.
        may: the user may change and reveal things.
    """
    return [
        _term(row, day),
        _assessed(row, may=may),
        _duties(duties, row["mode"], may=may),
        _paid(paid, may=may),
        _placement(row, revealed=revealed, may=may),
    ]


def _term(row: Row, day: str) -> Section:
    months = ledger.months_until(row, day)
    return Section(
        "交流时间",
        (
            Fact("起止", f"{row['start'] or '?'} 至 {row['end'] or '未定'}"),
            Fact("现状", row["state"]),
            Fact("提醒", row["due"], mark="caution"),
            Fact("已任职", f"{months} 个月" if months else ""),
        ),
    )


def _assessed(row: Row, *, may: bool) -> Section:
    mid, final = (MID, FINAL) if may else ("", "")
    wanting = "caution" if row["due"] == ledger.UNASSESSED else ""
    return Section(
        "考核",
        (
            _grade(words.MID_TERM, row["mid_assessment"], row["mid_assessed_on"], mid),
            _grade(words.FINAL, row["assessment"], row["assessed_on"], final, wanting),
            Fact("主要业绩", row["achievements"] or ""),
        ),
    )  # fmt: skip


def _grade(title: str, grade: str | None, on: str | None, link: str, mark: str = "") -> Fact:
    said = f"{grade}（{on}）" if grade and on else grade or "未考核"
    return Fact(title, said, mark=mark, link=link, link_text="修改" if grade else "登记")


def _duties(marks: Sequence[Row], mode: str | None, *, may: bool) -> Section:
    """Return the checklist; of whom it is not kept, the way to begin one is enough."""
    done = sum(bool(mark["done"]) for mark in marks)
    if not done and mode not in MODES:
        link = Fact("未登记", "", link=DUTIES, link_text="登记")
        return Section("六个一任务", (link,) if may else ())
    facts = [
        Fact(
            mark["kind"],
            "、".join(filter(None, (mark["done_on"], mark["detail"]))) or "已完成",
            mark="good",
        )
        if mark["done"]
        else Fact(mark["kind"], "未完成")
        for mark in marks
    ]
    if may:
        facts.append(Fact("", "", link=DUTIES, link_text="登记或修改"))
    return Section(f"六个一任务（完成 {done} 项）", tuple(facts))


def _paid(lines: Sequence[Row], *, may: bool) -> Section:
    """Return amounts with the sum behind each; the rule itself stands in the note."""
    facts: list[Fact] = []
    for line in lines:
        amount, kind = line["amount"], line["kind"] or "补贴"
        if amount is not None:
            facts.append(Fact(kind, f"{amount:,.2f} 元"))
        else:  # most often the class of the place is missing, which the form asks for
            link = EDIT if may and line["kind"] and line["place_class"] is None else ""
            facts.append(Fact(kind, "未定金额", "caution", link, "补填档次"))
        facts.append(Fact("算法", line["explanation"]))
    note = f"{lines[0]['period']}，按“{lines[0]['table']}”。" if lines else ""
    return Section("补贴（本学年）", tuple(facts), note)


def _placement(row: Row, *, revealed: bool, may: bool) -> Section:
    facts = []
    for field in INTAKE_FIELDS:
        if field.name in ELSEWHERE:
            continue
        facts.append(_fact(field, row, revealed=revealed, may=may))
    return Section("交流情况", tuple(facts))


def _fact(field: Field, row: Row, *, revealed: bool, may: bool) -> Fact:
    value = plain(row.get(field.name), field.kind)
    if not (field.sensitive and value):
        unit = f" {field.unit}" if field.unit and value else ""
        return Fact(field.title.replace("是否", ""), f"{value}{unit}")
    shown = value if revealed else masked_text(field, value)
    link = REVEAL if may and not revealed else ""
    return Fact(field.title, shown, link=link, link_text="显示")
