"""The list of who may move: everybody with yes or no, every reason, the clock, the exemptions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask, remembering
from jtdesk.core.fields import Row
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.core.spans import covers
from jtdesk.deployment import dialogs, exemptions, queries, rotation, words
from jtdesk.deployment.eligible_drawer import Candidate, sections, year_of
from jtdesk.deployment.ratios import describe_eligible
from jtdesk.staff import queries as staff
from jtdesk.staff.words import COUNTY_AND_ABOVE
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.filters import Count
from jtdesk.ui.list_output import IMPORT_PAGE
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, Step, practice_step
from jtdesk.ui.rows import Column

FACETS = ("eligible", "why", "turn", "school", "subject", "backbone_level")
YES, NO = "是", "否"
# What a reason is called in a facet; the list itself carries the whole sentence.
KINDS = {
    "no_post": "没有登记编制校", "not_public": "学校不是公办", "not_member": "不在本集团",
    "establishment": "不在编", "duty": "不在岗", "position": "不是教学管理岗", "stage": "学段不符",
    "years": "年限未满", "since_unknown": "到校时间未填", "retirement": "临近退休",
    "birth_unknown": "出生日期未填", "gender_unknown": "性别未填", "exempt": "免于交流",
}  # fmt: skip
UNKNOWN = ("since_unknown", "birth_unknown", "gender_unknown", "no_post")
TURN_MARKS = {words.LAST_CHANCE: "caution"}
STAFF_PAGE, OVERVIEW = "staff.teachers", "deployment.overview"


class EligiblePage(ListPage):
    """符合条件: everybody, and whether they may move."""

    reads = (
        "teacher", "posting", "honour", "school", "membership", "placement", "exemption",
        "standard", "past_value",
    )  # fmt: skip
    title = "符合交流条件名单"
    unit = "人"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        panel = ListPanel(
            columns(),
            context.settings,
            "deployment.eligible",
            facets=FACETS,
            counting=counts,
            empty="这一天还没有教职工。可以换一个日期。",
        )
        navigate = context.navigate
        empty = EmptyPage(
            "谁符合交流条件，谁不符合、为什么",
            "有了教职工名册，程序就按选用的政策逐人判断：在现学校的年限、距法定退休的年限、编制和岗位、"
            "免于交流的登记；每个“否”都写明理由。先导入各校的教职工名册。",
            (
                Step("导入教职工名册", lambda: navigate(IMPORT_PAGE), "import"),
                Step("手工新增教职工", lambda: navigate(STAFF_PAGE), "teacher"),
            ),
            icon="people",
            aside=practice_step(context),
        )
        self.set_up(panel, empty)
        self.detail: Candidate | None = None
        self._rows: dict[str, Row] = {}
        self.drawer.details.link_clicked.connect(self._on_link)
        if self.drawer.documents is not None:
            self.drawer.tabs.setTabVisible(self.drawer.tabs.count() - 1, False)

    # ---------------------------------------------------------------- loading

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:
        """Return everybody with the verdict of the policy in force."""
        with remembering(session):
            rows = rotation.rotation_clock(session, Ask(as_of=as_of))
            people = rotation.situation(session, as_of).people
        initials = {person["id"]: person.get("initials") for person in people}
        for row in rows:
            row["initials"] = initials.get(row["id"])
            row["why"] = [KINDS.get(code, "其他") for code in row["reason_codes"]]
        return rows

    def rows_shown(self) -> None:
        """Keep the rows at hand for the drawer."""
        self._rows = {row["id"]: row for row in self.panel.model.rowset.rows}

    def fetch_detail(self, session: Session, row_id: str, as_of: str | None) -> Candidate | None:
        """Return one person with clock, postings, placements and exemptions."""
        row, person = self._rows.get(row_id), staff.teacher_detail(session, row_id, as_of)
        if row is None or person is None:
            return None
        day = as_of or clock.today().isoformat()
        policy, number = rotation.policy_for(session, day), row["id_number"]
        return Candidate(
            row=row,
            postings=person.postings,
            placements=queries.placements_of(session, number) if number else [],
            exemptions=rotation.exemptions_by_person(session).get(row_id, []),
            rule=describe_eligible(policy),
            policy=policy.title,
            source=policy.source,
            day=day,
        )

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show one person in the drawer."""
        self.detail = detail
        row = detail.row
        parts = (row["school"], row["subject"], row["position"])
        may = not self.context.read_only
        self.drawer.show_record(
            row["name"], " · ".join(p for p in parts if p), sections(detail, may=may)
        )
        self.refresh_actions()

    # ----------------------------------------------------------------- actions

    def _on_link(self, link: str) -> None:
        if link == "policy":
            self.context.navigate(OVERVIEW)
        elif link == "person":
            self.context.navigate(STAFF_PAGE, id=self.current_id())
        elif link == "exempt":
            self.act_exempt()
        elif link.startswith("edit:"):
            self.edit_exemption(link.removeprefix("edit:"))
        elif link.startswith("remove:"):
            self.remove_exemption(link.removeprefix("remove:"))

    def act_exempt(self) -> FormDialog | None:
        """Note that the selected people need not move."""
        rows = self.panel.table.selected_rows()
        if not rows:
            return None
        dialog = dialogs.exemption_dialog(self.context, rows, None, self.day, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            drafts = tuple(exemptions.ExemptionDraft(row["id"], values) for row in rows)
            order = exemptions.Exempting(drafts)
            names = "、".join(row["name"] for row in rows[:3])
            more = f"等 {len(rows)} 人" if len(rows) > 3 else ""
            self.keep(form, exemptions.exempt, order, f"{names}{more}已登记免于交流。")

        return open_form(dialog, submit)

    def act_exemption(self) -> FormDialog | None:
        """Edit the exemption of the selected person that holds, else the newest one."""
        row = self._own_exemption()
        return self.edit_exemption(row["id"]) if row is not None else None

    def can_exemption(self) -> bool:
        """Only who has an exemption has one to edit."""
        return self._own_exemption() is not None

    def act_unexempt(self) -> None:
        """Take back the exemption of the selected person."""
        row = self._own_exemption()
        if row is not None:
            self.remove_exemption(row["id"])

    def can_unexempt(self) -> bool:
        """Only who has an exemption can lose it."""
        return self._own_exemption() is not None

    def _own_exemption(self) -> Row | None:
        if self.detail is None or self.detail.row["id"] != self.current_id():
            return None
        rows = self.detail.exemptions
        valid = [r for r in rows if covers(r["from_date"], r["until"], self.detail.day)]
        return next(iter(reversed(valid or rows)), None)

    def edit_exemption(self, exemption_id: str) -> FormDialog | None:
        """Correct an exemption of the person in the drawer."""
        if self.detail is None:
            return None
        known = next((e for e in self.detail.exemptions if e["id"] == exemption_id), None)
        if known is None:
            return None
        person = self.detail.row
        dialog = dialogs.exemption_dialog(self.context, [person], known, self.day, self)

        def submit(form: FormDialog) -> None:
            edit = exemptions.ExemptionEdit(exemption_id, form.form.changed_values())
            self.keep(form, exemptions.edit_exemption, edit, f"{person['name']} 的登记已保存。")

        return open_form(dialog, submit)

    def remove_exemption(self, exemption_id: str) -> None:
        """Take an exemption back after asking."""
        if self.detail is None:
            return
        name = self.detail.row["name"]
        known = next((e for e in self.detail.exemptions if e["id"] == exemption_id), None)
        if known is not None and self.context.prompts.confirm(
            "撤销免于交流",
            f"要撤销 {name} 的免于交流登记（{known['reason']}）吗？撤销后按其他条件重新判断。",
            yes="撤销登记",
            danger=True,
        ):
            self.do(exemptions.remove_exemption, exemption_id, done=f"{name} 的登记已撤销。")

    def act_reveal(self) -> None:
        """Show id numbers of the selected people; written down."""
        ids = self.panel.table.selected_ids()

        def shown(_outcome: object) -> None:
            self.panel.model.reveal(ids)

        self.do(
            reveal_data,
            Reveal(words.ELIGIBILITY, len(ids), "查看证件号"),
            shown,
            done=f"已显示 {len(ids)} 人的证件号码，这次查看已记入操作记录。",
        )

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the dialogs and views worth a picture."""

        def only_no() -> None:
            self.panel.facets.set({"eligible": frozenset({NO})})
            self.panel.table.selectRow(0)
            self.load_detail()

        return [("no", only_no), ("exempt", self.act_exempt)]


def columns() -> list[Column]:
    """Return the columns of the list."""
    return [
        Column(name="name", title="姓名", width=8),
        Column(name="school", title="编制所在学校", width=11),
        Column(
            name="eligible", title="符合", kind="boolean", width=5,
            text=lambda row: YES if row["eligible"] else NO,
            mark=lambda row: "good" if row["eligible"] else "",
            tooltip=lambda row: "\n".join(row["reasons"]) or "各项条件都符合",
        ),
        Column(name="reasons", title="不符合的理由", kind="words", width=27,
               text=lambda row: "".join(row["reasons"])),
        Column(name="turn", title="轮到", width=10,
               mark=lambda row: TURN_MARKS.get(row["turn"], "")),
        Column(name="years_served", title="在校年限", kind="decimal", unit="年", width=8),
        Column(name="due_year", title="满年限学年", width=9, align="center",
               text=year_of("due_year"), sort_key=lambda row: row["due_year"]),
        Column(name="retirement", title="法定退休", kind="month", width=9),
        Column(name="exemption", title="免于交流", width=12),
        Column(name="subject", title="学科", width=9),
        Column(name="stage", title="学段", width=6),
        Column(name="position", title="职务", width=9),
        Column(name="backbone_level", title="骨干级别", width=8),
        Column(name="placed_at", title="正在交流学校", width=11),
        Column(name="last_year", title="最晚可派学年", width=9, align="center",
               text=year_of("last_year"), sort_key=lambda row: row["last_year"], shown=False),
        Column(name="school_since", title="到校时间", kind="date", width=9, shown=False),
        Column(name="title", title="职称", width=9, shown=False),
        Column(name="establishment", title="编制性质", width=8, shown=False),
        Column(name="duty_status", title="在岗状态", width=8, shown=False),
        Column(name="gender", title="性别", width=5, shown=False),
        Column(name="birth_date", title="出生日期", kind="date", width=9, shown=False),
        Column(name="wishes", title="本人意愿", width=12, shown=False),
        Column(name="why", title="理由", kind="words", width=10, shown=False),
        Column(name="id_number", title="身份证号", kind="id_number", sensitive=True, shown=False),
    ]  # fmt: skip


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return the strip of counts over the rows shown."""
    total = len(rows)
    if not total:
        return [Count("0 人")]
    able = [row for row in rows if row["eligible"]]
    backbone = [row for row in able if row["backbone_level"] in COUNTY_AND_ABOVE]
    made = [
        Count(f"{total} 人"),
        Count(
            f"符合条件 {len(able)} 人（{len(able) / total:.0%}）",
            "按选用的政策逐人判断；单击只看这些人",
            {"eligible": frozenset({YES})},
        ),
        Count(
            f"其中骨干 {len(backbone)} 人",
            "县级及以上骨干教师；单击只看这些人",
            {"eligible": frozenset({YES}), "backbone_level": COUNTY_AND_ABOVE},
        ),
    ]
    for turn, tip, mark in (
        (words.AWAY, "这一天正在外校交流", ""),
        (words.DUE_NEXT, "下学年起满年限，可以提前安排", ""),
        (words.LAST_CHANCE, "再过一年就临近退休，不再符合条件", "caution"),
    ):
        number = sum(row["turn"] == turn for row in rows)
        if number:
            made.append(Count(f"{turn} {number} 人", tip, {"turn": frozenset({turn})}, mark))
    for titles, said, mark in (
        ({KINDS["exempt"]}, "免于交流", ""),
        ({KINDS[code] for code in UNKNOWN}, "资料不全判不了", "caution"),
    ):
        number = sum(not titles.isdisjoint(row["why"]) for row in rows)
        if number:
            made.append(
                Count(f"{said} {number} 人", "单击只看这些人", {"why": frozenset(titles)}, mark)
            )
    return made
