"""What the drawer of the eligible list says of a person: verdict, clock, exemptions, postings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jtdesk.core.fields import Row
from jtdesk.core.spans import covers
from jtdesk.deployment.eligibility import span_text
from jtdesk.ui.panels import Fact, Section


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person with everything the drawer says.

    Attributes:
        row: of the list.
        postings, placements, exemptions: of the person.
        rule: who may move, in words.
        policy, source: the policy and the document it rests on.
        day: the person is judged on.
    """

    row: Row
    postings: list[Row]
    placements: list[Row]
    exemptions: list[Row]
    rule: str
    policy: str
    source: str
    day: str


def year_of(name: str) -> Callable[[Row], str]:
    """Return how a school year of a row is written."""
    return lambda row: f"{row[name]} 学年" if row[name] is not None else ""


def sections(found: Candidate, *, may: bool) -> list[Section]:
    """Return what the drawer says of one person."""
    return [_verdict(found), _clock(found), _exemptions(found, may=may), _postings(found),
            _placements(found), _rule(found)]  # fmt: skip


def _verdict(found: Candidate) -> Section:
    row = found.row
    if row["eligible"]:
        facts = [Fact("结论", "符合交流条件", mark="good")]
    else:
        facts = [Fact("结论", f"不符合，理由 {len(row['reasons'])} 条", mark="bad")]
        facts += [Fact("理由", reason, mark="caution") for reason in row["reasons"]]
    facts.append(Fact("轮到", row["turn"], link="person", link_text="档案"))
    return Section(f"截至 {found.day}", tuple(facts))


def _clock(found: Candidate) -> Section:
    row = found.row
    served = row["years_served"]
    told = "" if served is None else span_text(round(served * 12)).strip()
    return Section(
        "年限",
        (
            Fact(
                "到校时间", row["school_since"] or "未填", "" if row["school_since"] else "caution"
            ),
            Fact("已满", told),
            Fact("满年限", year_of("due_year")(row) and f"{year_of('due_year')(row)}起"),
            Fact("法定退休", row["retirement"] or "算不出", "" if row["retirement"] else "caution"),
            Fact("最晚可派", year_of("last_year")(row)),
            Fact("下学年", "符合" if row["eligible_next"] else "不符合"),
        ),
    )


def _exemptions(found: Candidate, *, may: bool) -> Section:
    facts = []
    for one in found.exemptions:
        until = f"到 {one['until']}" if one["until"] else "长期"
        span = f"{one['from_date'] or '?'} 起，{until}"
        holds = covers(one["from_date"], one["until"], found.day)
        proof = [one["evidence"] and f"证明：{one['evidence']}", one["approver"] and
                 f"批准：{one['approver']}"]  # fmt: skip
        said = "；".join(p for p in (span if holds else f"{span}（已失效）", *proof) if p)
        facts.append(
            Fact(one["reason"], said, link=f"edit:{one['id']}" if may else "", link_text="修改")
        )
        if may:
            facts.append(Fact("", "", link=f"remove:{one['id']}", link_text="撤销登记"))
    if may:
        facts.append(Fact("", "", link="exempt", link_text="登记免交流"))
    elif not facts:
        facts.append(Fact("", "没有登记"))
    return Section("免交流", tuple(facts))


def _postings(found: Candidate) -> Section:
    lines = sorted(found.postings, key=lambda line: line["from_date"] or "", reverse=True)
    return Section(
        "任职台账",
        tuple(
            Fact(line["kind"], f"{line['school']}，{line['from_date'] or '时间未填'} 起"
                 + (f"，至 {line['to_date']}" if line["to_date"] else ""))
            for line in lines
        ),
    )  # fmt: skip


def _placements(found: Candidate) -> Section:
    return Section(
        "交流经历",
        tuple(
            Fact(
                one["mode"] or "交流",
                f"{one['from_school'] or '?'} → {one['to_school'] or '?'},"
                f"{one['start'] or '?'} 起" + (f"，至 {one['end']}" if one["end"] else ""),
            )
            for one in reversed(found.placements)
        ),
    )


def _rule(found: Candidate) -> Section:
    return Section(
        "判断依据",
        (
            Fact("政策", found.policy, link="policy", link_text="换一种口径"),
            Fact("条件", found.rule),
            Fact("来源", found.source),
        ),
    )
