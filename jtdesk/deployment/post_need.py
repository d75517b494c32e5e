"""Reads of posts: the establishment by ratio beside the posts and the people there are."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.deployment import establishment, needs, standards
from jtdesk.deployment.rotation import school_year
from jtdesk.deployment.staffing import school_figures
from jtdesk.deployment.standards import Chosen
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff

ON_ESTABLISHMENT = "在编"


def establishment_need(session: Session, question: Ask) -> list[Row]:
    """Return posts by ratio beside the posts there are, one row a school."""
    day = question.as_of or clock.today().isoformat()
    chosen = standards.standard_in_force(session, "establishment", school_year(day))
    members = school_figures(session, day)
    stated = {
        row["school_id"]: row["posts"]
        for row in schools.school_facts(session, Ask(as_of=day))
        if row["posts"] is not None
    }
    holders: dict[str | None, int] = {}
    for person in staff.staff(session, Ask(as_of=day)):
        if person["establishment"] == ON_ESTABLISHMENT:
            holders[person["school_id"]] = holders.get(person["school_id"], 0) + 1
    return [
        _post_row(
            school, establishment.posts(school, chosen.body), stated.get(school.id),
            holders.get(school.id, 0), chosen,
        )
        for school in members.values()
    ]  # fmt: skip


def _post_row(
    school: needs.School,
    made: establishment.Posts,
    stated: int | None,
    holders: int,
    chosen: Chosen,
) -> Row:
    return {
        "id": school.id,
        "school": school.name,
        "area": school.area,
        "students": school.students.total,
        "classes": school.classes.total,
        "posts_by_ratio": made.by_ratio,
        "posts_by_classes": made.by_classes,
        "posts_needed": made.needed,
        "non_teaching_most": made.non_teaching,
        "posts": stated,
        "on_establishment": holders,
        "posts_difference": None if None in {stated, made.needed} else _less(stated, made.needed),
        "people_difference": None if made.needed is None else holders - made.needed,
        "facts_as_of": school.as_of,
        "standard": chosen.title,
        "explanation": made.why,
    }


def _less(one: int | None, other: int | None) -> int:
    return (one or 0) - (other or 0)
