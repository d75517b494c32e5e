"""Second subjects (兼教学科): who teaches how many periods beside the main subject, from when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.numbers import plain
from jtdesk.core.operations import operation
from jtdesk.deployment import words
from jtdesk.deployment.curricula import subject_word
from jtdesk.deployment.staffing import subject_shares
from jtdesk.deployment.tables import SubjectShare
from jtdesk.staff import queries as staff

MOST_PERIODS = 40
NAMED = 5
Values = Mapping[str, Any]


@dataclass(frozen=True)
class ShareDraft:
    """Periods a week a person teaches in a second subject; ``to_date`` is the first day without."""

    teacher_id: str
    subject: str
    periods: float
    from_date: str | None = None
    to_date: str | None = None


@operation("deployment.add_share", words.ADD_SHARE)
def add_share(session: Session, command: ShareDraft) -> str:
    """Add a second subject of a person; return its id."""
    values = asdict(command)
    person = staff.teacher_image(session, command.teacher_id)
    values["subject"] = _refuse(session, values, person, None)
    describe(session, f"{person['name']} 兼教{values['subject']} {plain(command.periods)} 节")
    return bulk.insert(session, SubjectShare, [values])[0]


@dataclass(frozen=True)
class ShareEdit:
    """Changed columns of a second subject."""

    id: str
    values: Values


@operation("deployment.edit_share", words.EDIT_SHARE)
def edit_share(session: Session, command: ShareEdit) -> None:
    """Correct a second subject, or end it by its ``to_date``."""
    image = _image(session, command.id)
    person = staff.teacher_image(session, image["teacher_id"])
    values = {**image, **command.values}
    subject = _refuse(session, values, person, command.id)
    describe(session, f"{person['name']} 兼教{subject} {plain(values['periods'])} 节")
    changed = dict(command.values)
    if "subject" in changed:
        changed["subject"] = subject
    bulk.update(session, SubjectShare, [(command.id, changed)])


@operation("deployment.remove_share", words.REMOVE_SHARE)
def remove_share(session: Session, command: str) -> None:
    """Remove a second subject that was entered wrongly, by id."""
    image = _image(session, command)
    person = staff.teacher_image(session, image["teacher_id"])
    describe(session, f"{person['name']} 兼教{image['subject']}")
    bulk.remove(session, SubjectShare, [command])


def _image(session: Session, share_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(SubjectShare), [share_id]).get(share_id)
    if found is None:
        raise RuleError("这条兼教记录已不存在，请刷新后重试。", code="gone")
    return found


def _refuse(session: Session, values: Values, person: Values, own_id: str | None) -> str:
    """Return the subject as the list has it; refuse what cannot be."""
    subject = subject_word(values["subject"])
    if subject is None:
        raise RuleError(
            f"学科“{values['subject']}”不在学科代码表里。", code="unknown_code_word", at="subject"
        )
    if subject == person["subject"]:
        raise RuleError(
            f"{person['name']}的主教学科就是{subject}，兼教请填另一门。",
            code="same_subject",
            at="subject",
        )
    periods = values["periods"]
    if isinstance(periods, bool) or not isinstance(periods, int | float) or not (
        0 < periods <= MOST_PERIODS
    ):  # fmt: skip
        raise RuleError(
            f"兼教课时“{periods}”应大于 0、不超过 {MOST_PERIODS} 节。",
            code="not_a_number",
            at="periods",
        )
    start, until = values["from_date"], values["to_date"]
    if start and until and until <= start:
        raise RuleError(
            f"结束日期 {until} 须晚于开始日期 {start}。", code="date_order", at="to_date"
        )
    for row in subject_shares(session, Ask()):
        same = row["teacher_id"] == values["teacher_id"] and row["subject"] == subject
        if same and row["id"] != own_id and _meet(row, start, until):
            raise RuleError(
                f"{person['name']}兼教{subject}已有一条（{plain(row['periods'])} 节），"
                "请改那一条。",
                code="conflicts_with_store", at="subject",
            )  # fmt: skip
    return subject


def _meet(row: Row, start: str | None, until: str | None) -> bool:
    return (row["from_date"] or "") < (until or "9999") and (start or "") < (
        row["to_date"] or "9999"
    )


def current(session: Session, as_of: str) -> list[Row]:
    """Return the second subjects of a day as a workbook states them."""
    return subject_shares(session, Ask(as_of=as_of))


def write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write rows of a workbook about a day: new lines begin then, changed ones are corrected."""
    rows = [
        {
            "teacher_id": row["teacher_id"], "subject": row["subject"],
            "periods": row["periods"], "from_date": as_of,
        }
        for row in staff.with_person(session, [w.values for w in writes if w.id is None], as_of)
    ]  # fmt: skip
    bulk.insert(session, SubjectShare, rows)
    own = ("subject", "periods")
    changed = [
        (w.id, {name: w.values[name] for name in own if name in w.values})
        for w in writes
        if w.id is not None
    ]
    bulk.update(session, SubjectShare, [(row_id, values) for row_id, values in changed if values])


OPERATIONS = (add_share, edit_share, remove_share)
