"""Figures of deployment from rows and findings: cards, heat maps of need, flows over the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jtdesk.core.fields import Row
from jtdesk.deployment import words
from jtdesk.deployment.flow_layout import travel_map
from jtdesk.deployment.flow_picture import FlowSpec, Stop, Way
from jtdesk.deployment.heat_grid import HeatSpec, Place
from jtdesk.deployment.policies import People, Ratio
from jtdesk.deployment.ratios import GROUP, Figure, describe_eligible
from jtdesk.deployment.rotation import Situation
from jtdesk.deployment.staffing import Matrix
from jtdesk.staff.words import COUNTY_AND_ABOVE

BALANCE, NEED, AVAILABLE = "balance", "need", "available"
VIEWS = (
    (BALANCE, "余缺", "现有教师减去需求：负数缺，正数余"),
    (NEED, "需求", "按班级数、周课时和周课时标准算出的教师数"),
    (AVAILABLE, "现有", "在这里任课的教师，走教按天数、兼教按课时折算"),
)
NAMES = {BALANCE: "师资余缺", NEED: "师资需求", AVAILABLE: "现有师资"}
LEAD = "核心校"
NAMED = 3


# --- cards ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a card says.

    Attributes:
        title: the finding in words.
        state: ``good``, ``bad``, ``caution`` or empty.
        verdict: the state in words.
        share: per cent, None where there is no bar to draw.
        threshold: per cent.
        links: ``(text, key)``, the numbers behind it one click away.
        source: the document it rests on.
        rule: how it is reckoned.
    """

    title: str
    state: str = ""
    verdict: str = ""
    share: float | None = None
    threshold: float | None = None
    links: tuple[tuple[str, str], ...] = ()
    source: str = ""
    rule: str = ""


def share_finding(figure: Figure, ratio: Ratio, *, short: str = "") -> Finding:
    """Return what a ratio of the group says: the title is the finding.

    Args:
        figure: of the group.
        ratio: of the policy, which says whom it counts.
        short: what the share is called; its own title where missing.
    """
    name = short or figure.title
    links = (
        (f"{called(ratio.numerator)} {figure.numerator} 人", "counted"),
        (f"{called(ratio.denominator)} {figure.denominator} 人", "among"),
    )
    if figure.value is None:
        title, state, verdict = f"{name}：分母是 0，没有比例", "", "无法计算"
    elif figure.threshold is None:
        title, state, verdict = f"{name} {figure.value:.1f}%", "", "政策没有规定"
    elif figure.met:
        title = f"{name} {figure.value:.1f}%，已达到 {figure.threshold:g}%"
        state, verdict = "good", "已达到"
    else:
        people = max(figure.gap, figure.to_send)
        more = "再派" if figure.to_send > figure.gap else "还差"
        title = f"{name} {figure.value:.1f}%，{more} {people} 人达到 {figure.threshold:g}%"
        state, verdict = "bad", "未达到"
    return Finding(
        title=title,
        state=state,
        verdict=verdict,
        share=figure.value,
        threshold=figure.threshold,
        links=links,
        source=f"依据：{figure.source}",
        rule=figure.why,
    )


def called(people: People) -> str:
    """Return in a few words whom a ratio counts: ``已交流骨干``."""
    base = {"exchanged": "已交流", "eligible": "符合条件", "staff": "教职工"}[people.base]
    return (
        ("到薄弱校" if people.to_weaker else "")
        + ("毕业年级" if people.graduating else "")
        + base
        + ("骨干" if people.backbone else "")
    )


def outlook_finding(row: Row, title: str) -> Finding:
    """Return what next year brings, from the group's row of the outlook.

    Args:
        row: of the outlook.
        title: of the share.
    """
    year, share = row["next_day"][:4], row["share_next"]
    links = ((f"新符合 {row['newly_eligible']} 人", "newly"),
             (f"到期 {row['ending']} 人", "ending"))  # fmt: skip
    rule = (
        f"{row['next_day']} 起：新符合条件 {row['newly_eligible']} 人，不再符合 "
        f"{row['no_longer_eligible']} 人，交流到期 {row['ending']} 人；"
        f"还在交流 {row['exchanged_next']} 人，符合条件 {row['eligible_next']} 人。"
        "在职人员按现在的名册，没有计入新的交流。"
    )
    if share is None:
        said, state, verdict = f"{year} 学年没有人符合条件", "", "无法计算"
    elif row["threshold"] is None:
        said, state, verdict = f"{year} 学年不增派，{title}为 {share:.1f}%", "", "提前一年看"
    elif row["gap_next"]:
        said = f"{year} 学年要新派 {row['gap_next']} 人才够 {row['threshold']:g}%"
        state, verdict = "caution", "提前一年看"
    else:
        said = f"{year} 学年不增派也够 {row['threshold']:g}%"
        state, verdict = "good", "提前一年看"
    return Finding(
        title=said,
        state=state,
        verdict=verdict,
        share=share,
        threshold=row["threshold"],
        links=links,
        source=f"按“{row['policy']}”",
        rule=rule,
    )


def able_finding(found: Situation) -> Finding:
    """Return how many may move, and who may not."""
    able = sum(verdict.eligible for verdict in found.verdicts.values())
    total = len(found.people)
    return Finding(
        title=f"{total} 名教职工中 {able} 人符合交流条件",
        verdict="名单",
        links=((f"符合 {able} 人", "able"), (f"不符合 {total - able} 人", "unable")),
        source=f"依据：{found.policy.source}",
        rule=f"按“{found.policy.title}”：{describe_eligible(found.policy)}。",
    )


def group_figures(found: Sequence[Figure]) -> list[Figure]:
    """Return the ratios of the group, those the policy asks for first."""
    own = [figure for figure in found if figure.scope == GROUP]
    return sorted(own, key=lambda figure: figure.threshold is None)


# --- the year ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YearStep:
    """One step of the year.

    Attributes:
        key: of the step.
        title: what is done.
        short: the same in a few characters.
        day: ISO date by which.
        state: ``good`` done, ``caution`` due now, ``bad`` late; empty for the rest.
        word: the state in words.
        note: how far it is, one sentence.
    """

    key: str
    title: str
    short: str
    day: str
    state: str = ""
    word: str = ""
    note: str = ""


STEP_SHORT = {
    "list": "公布名单", "decision": "确定方案", "roster": "报花名册", "start": "教师到岗",
    "midterm": "中期检查", "assessment": "年度考核",
}  # fmt: skip
STEP_STATES = {words.STEP_DONE: "good", words.STEP_LATE: "bad", words.STEP_OVER: ""}


def year_steps(rows: Sequence[Row]) -> list[YearStep]:
    """Return the steps of the timeline; the first open one is what is due now."""
    steps, due = [], False
    for row in rows:
        state, word = STEP_STATES.get(row["state"], ""), row["state"]
        word = "已过" if word == words.STEP_OVER else word
        if word == words.STEP_OPEN:
            state, word, due = ("", "以后", due) if due else ("caution", "正该办", True)
        steps.append(
            YearStep(
                row["code"],
                row["step"],
                str(STEP_SHORT.get(row["code"], row["step"])),
                row["due"],
                state,
                word,
                row["detail"],
            )
        )
    return steps


# --- need -------------------------------------------------------------------------------------


def need_map(matrix: Matrix, what: str, stage: str | None, *, named: int = NAMED) -> HeatSpec:
    """Return the heat map of what is asked of the needs.

    Surplus and shortage leave out subjects without teachers of their own; need and available show
    all. The total of a school or subject is the plain sum of the cells shown.

    Args:
        matrix: of one stage or of all.
        what: ``balance``, ``need`` or ``available``.
        stage: told in the title.
        named: so many of the worst cells are named in the title.
    """
    names = dict(matrix.schools)
    values: dict[Place, float] = {}
    tips: dict[Place, str] = {}
    for (school_id, subject), cell in matrix.cells.items():
        place = (names[school_id], subject)
        value = getattr(cell, what)
        if value is None or (what == BALANCE and not cell.staffed):
            continue
        values[place] = float(value)
        tips[place] = "\n".join(cell.why)
    inner, sums = dict(values), dict[Place, float]()
    for (row, column), value in inner.items():
        for place in ((row, ""), ("", column), ("", "")):
            sums[place] = sums.get(place, 0.0) + value
    rows = tuple(names.values())
    columns = tuple(subject for subject in matrix.subjects if ("", subject) in sums)
    values |= sums
    plan, load = matrix.standards
    return HeatSpec(
        name=NAMES[what],
        title=_need_title(inner, what, stage, named),
        rows=rows,
        columns=columns,
        values=values,
        tips=tips,
        signed=what == BALANCE,
        source=f"截至 {matrix.as_of}；课程：{plan.title}；工作量：{load.title}",
    )


def _need_title(values: Mapping[Place, float], what: str, stage: str | None, named: int) -> str:
    where = stage or "全集团"
    if not values:
        return f"{where}还算不出{NAMES[what]}"
    if what != BALANCE:
        total = sum(values.values())
        return f"{where}{'需要' if what == NEED else '现有'}教师 {total:.1f} 人"
    short = sorted((v, place) for place, v in values.items() if v <= -0.5)
    lacking, spare = -sum(v for v in values.values() if v < 0), sum(
        v for v in values.values() if v > 0
    )  # fmt: skip
    if not short:
        return f"{where}没有缺半个人以上的学科；各校学科富余合计 {spare:.1f} 人"
    worst = "、".join(f"{school}{subject}（{-v:.1f}）" for v, (school, subject) in short[:named])
    return f"{where}各科缺 {lacking:.1f} 人、余 {spare:.1f} 人；最缺：{worst}"


# --- flows ------------------------------------------------------------------------------------


def flow_map(
    schools: Sequence[Row],
    minutes: Mapping[tuple[str, str], int],
    placements: Sequence[Row],
    levels: Mapping[str, str | None],
    day: str,
) -> FlowSpec:
    """Return who goes where among the schools.

    Args:
        schools: members in bureau order, with ``id name short_name island role``.
        minutes: one way, by ids.
        placements: counted, with ``sender`` and ``to_school_id``.
        levels: backbone level by person id.
        day: ISO date.
    """
    names = {row["id"]: row["name"] for row in schools}
    people: dict[Way, set[str]] = {}
    backbone: dict[Way, int] = {}
    outside = 0
    for row in placements:
        way = (names.get(row["sender"], ""), names.get(row["to_school_id"], ""))
        if not all(way):
            outside += 1
            continue
        key = row["person"] or row["id_number"] or row["name"]
        if key not in people.setdefault(way, set()):
            people[way].add(key)
            level = levels.get(row["person"], row["backbone_level"])
            backbone[way] = backbone.get(way, 0) + (level in COUNTY_AND_ABOVE)
    lead = next((row["name"] for row in schools if row["role"] == LEAD), "")
    by_name = {
        (names[a], names[b]): value
        for (a, b), value in minutes.items()
        if a in names and b in names
    }
    return FlowSpec(
        name="交流去向",
        title=_flow_title({way: len(keys) for way, keys in people.items()}, schools),
        stops=tuple(
            Stop(row["name"], row.get("short_name") or row["name"], bool(row["island"]))
            for row in schools
        ),
        map=travel_map(list(names.values()), by_name, lead),
        people={way: len(keys) for way, keys in people.items()},
        tips={way: _flow_tip(way, backbone, by_name) for way in people},
        source=f"台账截至 {day}，只含计入比例的交流",
        note=f"另有 {outside} 人到集团以外或接收学校未填" if outside else "",
    )


def _flow_title(people: Mapping[Way, int], schools: Sequence[Row]) -> str:
    total = sum(people.values())
    if not total:
        return "这一天没有计入比例的跨校交流"
    islands = {row["name"] for row in schools if row["island"]}
    into = sum(count for (start, end), count in people.items() if end in islands - {start})
    most = max(people, key=lambda way: people[way])
    told = f"，其中 {into} 人到海岛学校" if into else "，没有人到海岛学校" if islands else ""
    top = f"；最多的是{most[0]}到{most[1]}（{people[most]} 人）" if people[most] > 1 else ""
    return f"{total} 人跨校交流{told}{top}"


def _flow_tip(way: Way, backbone: Mapping[Way, int], minutes: Mapping[tuple[str, str], int]) -> str:
    parts = [f"县级及以上骨干 {backbone.get(way, 0)} 人"]
    if way in minutes:
        parts.append(f"单程 {minutes[way]} 分钟")
    return "，".join(parts)
