"""The list of subsidies beside the ledger: who gets how much for a term or year, and why."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Field, Row
from jtdesk.core.identity import mask_id
from jtdesk.core.initials import initials
from jtdesk.core.numbers import plain
from jtdesk.deployment import payments, standards
from jtdesk.deployment.ledger_fields import SUBSIDY_FIELDS
from jtdesk.deployment.panels import Switch
from jtdesk.deployment.payments import SubsidyTotal
from jtdesk.deployment.subsidies import PER
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.filters import Count
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.rows import RowSet
from jtdesk.ui.rows import plain as shown

FIRST, SECOND, WHOLE = "first", "second", "whole"
CHOICES = (
    (FIRST, "第一学期", "本学年第一学期，算到查看的这一天"),
    (SECOND, "第二学期", "本学年第二学期，算到查看的这一天"),
    (WHOLE, "全学年", "本学年两个学期合计，算到查看的这一天"),
)
AT_A_GLANCE = (
    "name", "to_school", "mode", "kind", "place_class", "standard", "unit", "months", "amount",
    "explanation",
)  # fmt: skip
NOT_BEGUN = "这个学期还没有开始。"


@dataclass(frozen=True)
class SubsidyList:
    """What is paid in a period: lines, their sum, and the standard they go by.

    Attributes:
        fault: why the standard the group goes by cannot be used; then nothing is reckoned and
            ``chosen`` is only offered.
    """

    rows: list[Row]
    total: SubsidyTotal | None
    chosen: standards.Chosen
    fault: str = ""


def subsidy_list(session: Session, year: int, part: str, day: str) -> SubsidyList:
    """Return the subsidies of a part of a school year, served until a day.

    Args:
        session: any session.
        year: first calendar year of the school year.
        part: ``first``, ``second`` or ``whole``.
        day: ISO date; what lies after it is not served yet.
    """
    chosen, fault = standards.standard_to_start_from(session, payments.KIND, year)
    if fault:
        return SubsidyList([], None, chosen, fault)
    question = payments.last_day_of(session, year, part, day)
    if question is None:
        return SubsidyList([], None, chosen)
    ask = Ask(as_of=question)
    if part == WHOLE:
        rows = payments.subsidies_of_year(session, ask)
    else:
        rows = payments.subsidies_of_term(session, ask)
    for row in rows:
        row["initials"] = initials(row["name"])
    return SubsidyList(rows, payments.subsidy_total(session, ask, term=part != WHOLE), chosen)


class SubsidyTab(QWidget):
    """A term's or a year's list of subsidies with its sum and the standard it goes by.

    Args:
        page: the ledger.
    """

    def __init__(self, page: ListPage) -> None:
        super().__init__(page)
        self._page = page
        self.found: SubsidyList | None = None
        self._chosen_part = ""
        self.switch = Switch(CHOICES, "学期")
        self.switch.chosen.connect(self._on_part)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.choose = QPushButton("选用标准")
        self.choose.setToolTip("选用本地的补贴标准，从本学年起执行。")
        self.choose.clicked.connect(self.ask_standard)
        self.amounts = QPushButton("修改金额")
        self.amounts.setToolTip("按本地文件修改各项补贴的金额，只用于本集团。")
        self.amounts.clicked.connect(self.ask_amounts)
        self.panel = ListPanel(
            _columns(page), page.context.settings, "deployment.subsidies",
            facets=("to_school", "mode", "kind", "place_class"), counting=counts,
            empty="这个期间没有应发补贴的教师。",
        )  # fmt: skip
        self.panel.table.horizontalHeader().setStretchLastSection(True)
        self.panel.table.row_activated.connect(self._on_row)
        above = QHBoxLayout()
        above.addWidget(self.switch)
        above.addWidget(self.said, 1)
        above.addWidget(self.choose)
        above.addWidget(self.amounts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(above)
        layout.addWidget(self.panel, 1)

    # ---------------------------------------------------------------- loading

    def load(self) -> None:
        """Ask for the lines of the part in front."""
        year, day, panel = self._page.context.frame.year, self._page.day, self.panel
        part = self._chosen_part or part_of(year, day)
        self.switch.press(part)

        def query(session: Session) -> tuple[SubsidyList, RowSet]:
            found = subsidy_list(session, year, part, day)
            return found, panel.rowset(found.rows)

        self._page.ask(query, self._show, key="subsidies")

    def _show(self, answer: tuple[SubsidyList, RowSet]) -> None:
        found, rows = answer
        self.found = found
        self.panel.show_rows(rows)
        note = found.total.note if found.total is not None else found.fault or NOT_BEGUN
        if found.total is None:
            self.panel.table.empty_text = note
        self.said.setText(f"△ {note}" if note else f"按“{found.chosen.title}”计发")
        self.said.setToolTip(str(found.chosen.body.get("source", "")))
        self.said.setProperty("role", "caution" if note else "faint")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        may = not self._page.context.read_only
        self.choose.setEnabled(may)
        self.amounts.setEnabled(may and not found.fault)

    def _on_part(self, part: str) -> None:
        self._chosen_part = part
        self.load()

    def _on_row(self, row: object) -> None:
        if isinstance(row, dict):
            self._page.open_with(id=row["placement_id"])

    # ---------------------------------------------------------------- standard

    def ask_standard(self) -> FormDialog | None:
        """Let the user choose the standard of the group."""
        if self.found is None:
            return None
        return choose_standard(self._page, self.found.chosen, self, fault=self.found.fault)

    def ask_amounts(self) -> FormDialog | None:
        """Let the user change the amounts of the standard in force."""
        if self.found is None:
            return None
        chosen, year = self.found.chosen, self._page.context.frame.year
        dialog = amounts_dialog(self._page, chosen, year, self)

        def submit(form: FormDialog) -> None:
            body = with_amounts(chosen.body, form.form.values())
            order = standards.StandardEdit(payments.KIND, year, body)
            self._page.keep(form, standards.edit_standard, order, "补贴金额已修改，名单已重算。")

        return open_form(dialog, submit)


def part_of(year: int, day: str) -> str:
    """Return the part of a school year a day lies in: a term, else the whole year."""
    if not f"{year}-09-01" <= day <= f"{year + 1}-08-31":
        return WHOLE
    return FIRST if day < f"{year + 1}-02-01" else SECOND


def _columns(page: ListPage) -> list[Any]:
    made = {one.name: one for one in columns_of(SUBSIDY_FIELDS, page.context.codes)}
    first = [replace(made.pop(name), shown=True) for name in AT_A_GLANCE]
    return [*first, *(replace(one, shown=False) for one in made.values())]


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return people and sum of the lines shown."""
    if not rows:
        return [Count("0 人")]
    people = {row["id_number"] or (row["name"], row["from_school"]) for row in rows}
    amount = round(sum(row["amount"] or 0 for row in rows), 2)
    months = sum(row["months"] or 0 for row in rows)
    open_lines = sum(row["amount"] is None for row in rows)
    made = [Count(f"{len(people)} 人"), Count(f"任职 {months:g} 个月")]
    if amount:
        made.append(Count(f"合计 {amount:,.2f} 元", "所列各行金额之和"))
    if open_lines:
        tip = "没有合适的补贴标准，或记录里缺补贴档次；原因见“算法说明”。"
        made.append(Count(f"未定金额 {open_lines} 行", tip, mark="caution"))
    return made


def sum_row(rows: Sequence[Row]) -> Row:
    """Return the last line of a list of subsidies."""
    amount = round(sum(row["amount"] or 0 for row in rows), 2)
    months = sum(row["months"] or 0 for row in rows)
    return {"id": "sum", "name": "合计", "months": plain(months), "amount": plain(amount)}


SUBSIDY_HEADINGS = (
    "序号", "姓名", "身份证号", "接收学校", "补贴名称", "标准（元）", "单位", "月数", "金额（元）",
    "\u3000签\u3000名\u3000",  # room to sign in
)  # fmt: skip


def subsidy_sheet(rows: Sequence[Row], total: SubsidyTotal, *, filtered: bool) -> Any:  # noqa: ANN401 - PrintTable, loaded late
    """Return the list of subsidies to be signed (交流教师补贴发放表), with its sum in capitals.

    Args:
        rows: lines of the list, as shown.
        total: of the whole list.
        filtered: the rows are not all of the list, so the sum in capitals is left out.
    """
    from jtdesk.ui.printing import PrintTable  # noqa: PLC0415 - looks for printers when loaded

    lines = []
    for number, row in enumerate(rows, 1):
        lines.append(
            (
                str(number), row["name"], mask_id(row["id_number"] or ""),
                row["to_school"] or "", row["kind"] or "", shown(row["standard"]),
                row["unit"] or "", shown(row["months"]), _yuan(row["amount"]), "",
            )
        )  # fmt: skip
    amount = sum(row["amount"] or 0 for row in rows)
    months = shown(plain(float(sum(row["months"] or 0 for row in rows))))
    lines.append(("", "合计", "", "", "", "", "", months, _yuan(amount), ""))
    said = [] if filtered or not amount else [f"合计金额大写：{total.capitals}"]
    return PrintTable(
        title="交流教师补贴发放表",
        subtitle=f"{total.period}  按“{total.table}”计发",
        headings=SUBSIDY_HEADINGS,
        rows=tuple(lines),
        aligns=(
            "center",
            "left",
            "left",
            "left",
            "left",
            "right",
            "center",
            "right",
            "right",
            "left",
        ),
        notes=tuple(said),
        paper="A4",
        row_height=9.0,
    )


def _yuan(amount: float | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


# ------------------------------------------------------------------- standards


def choose_standard(
    page: ListPage, chosen: standards.Chosen, parent: QWidget, *, fault: str = ""
) -> FormDialog:
    """Open the dialog in which a group chooses a standard from the school year on.

    Args:
        page: the ledger.
        chosen: what the group goes by.
        parent: widget.
        fault: why that cannot be used, empty where it can.
    """
    kind, year = chosen.kind, page.context.frame.year
    library, broken = standards.shelf(kind)
    named = standards.titles(library)
    titles = {title: code for code, title in named.items()}
    words = CodeList("standard", "标准", tuple(Code(title) for title in titles))
    field = Field(name="standard", title="标准", kind="code", codes="standard", required=True)
    now = None if fault else named.get(chosen.code)
    broken = tuple(dict.fromkeys([*([fault] if fault else []), *broken]))
    form = FieldForm(
        (field,), {**page.context.codes, "standard": words}, {}, {"standard": now}, columns=1
    )
    edited = "现在用的是本集团改过的一份，另选后改动不再采用。" if chosen.edited else ""
    note = f"从 {year} 学年起执行，可以撤销。{edited}"
    dialog = FormDialog("选用标准", form, page.context.prompts, note=note, parent=parent)
    about = QLabel()
    about.setWordWrap(True)
    about.setProperty("role", "faint")
    about.setMinimumHeight(about.fontMetrics().height() * 6)
    layout = dialog.layout()
    assert isinstance(layout, QVBoxLayout)  # noqa: S101 - made so by FormDialog
    layout.insertWidget(2, about, 1)
    layout.setStretch(1, 0)
    about.setAlignment(Qt.AlignmentFlag.AlignTop)

    def told() -> None:
        body = library.get(titles.get(form.inputs["standard"].text(), ""), {})
        about.setText("\n".join([*about_standard(body), *broken]))

    form.inputs["standard"].on_change(lambda *_args: told())
    told()
    dialog.fit(620)

    def submit(shown: FormDialog) -> None:
        code = titles[shown.form.values()["standard"]]
        order = standards.Choice(kind, year, code)
        page.keep(shown, standards.choose_standard, order, f"{year} 学年起按所选标准，已重算。")

    return open_form(dialog, submit)


def about_standard(body: standards.Body) -> list[str]:
    """Return source and note of a standard, without what is meant for editors of the file."""
    note = [part for part in str(body.get("note", "")).split("。") if part and "[[" not in part]
    return [part for part in (str(body.get("source", "")), "。".join(note)) if part]


def amounts_dialog(
    page: ListPage, chosen: standards.Chosen, year: int, parent: QWidget
) -> FormDialog:
    """Return the dialog in which a group sets the amounts of its standard."""
    fields, values = [], {}
    for number, rate in enumerate(rates_of(chosen.body)):
        places = "、".join(rate.get("place", ()))
        title = f"{rate['kind']}（{places}）" if places else str(rate["kind"])
        unit = PER[rate["per"]]
        fields.append(
            Field(name=f"rate{number}", title=title, kind="decimal", unit=unit, minimum=0)
        )
        values[f"rate{number}"] = rate.get("amount")
    form = FieldForm(fields, page.context.codes, {}, values, columns=1)
    note = f"在“{chosen.title}”上修改，只用于本集团，从 {year} 学年起；可以撤销，也可以另选一份。"
    dialog = FormDialog("修改补贴金额", form, page.context.prompts, note=note, parent=parent)
    dialog.fit(520)
    return dialog


def rates_of(body: standards.Body) -> list[dict[str, Any]]:
    """Return the rates of a standard; a standard without any gets one to be filled."""
    found = [dict(rate) for rate in body.get("rate", ())]
    return found or [{"kind": "交流补贴", "per": "month"}]


def with_amounts(body: standards.Body, values: dict[str, Any]) -> dict[str, Any]:
    """Return a standard with the amounts that were typed; a rate left empty is dropped."""
    made = deepcopy(dict(body))
    rates = []
    for number, rate in enumerate(rates_of(body)):
        amount = values.get(f"rate{number}")
        if amount is not None:
            rates.append({**rate, "amount": plain(amount)})
    made["rate"] = rates
    return made
