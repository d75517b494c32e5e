"""A group of two schools and six people, worked out by hand, for the pages of the rotation."""

from __future__ import annotations

from jtdesk.deployment.service import PlacementDraft, add_placement
from jtdesk.schools.service import FactsEntry, SchoolDraft, add_school, set_facts
from jtdesk.staff.service import TeacherDraft, add_teacher

LEAD, ISLAND = "核心小学", "海岛小学"
SCHOOLS = (
    {"name": LEAD, "kind": "小学", "role": "核心校", "area": "城区", "ownership": "公办"},
    {
        "name": ISLAND, "kind": "小学", "role": "成员校", "area": "乡村", "island": True,
        "ownership": "公办", "travel_minutes": 60,
    },
)  # fmt: skip
POST = {"establishment": "在编", "stage": "小学", "position": "专任教师"}
# As of 2025-10-15 the national policy finds 张三 and 李四 eligible; 张三 is away.
PEOPLE = (
    {"name": "张三", "gender": "男", "birth_date": "1985-05", "school": LEAD, "subject": "语文", "school_since": "2015-09", **POST},
    {"name": "李四", "gender": "女", "birth_date": "1990-03", "school": LEAD, "subject": "数学", "school_since": "2012-09", "backbone_level": "市级", **POST},
    {"name": "王五", "gender": "男", "birth_date": "1999-05", "school": LEAD, "subject": "语文", "school_since": "2023-09", **POST},
    {"name": "赵六", "gender": "女", "birth_date": "1995-05", "school": LEAD, "subject": "英语", "school_since": "2015-09", **POST, "establishment": "编外"},
    {"name": "钱七", "gender": "女", "birth_date": "1988-01", "school": ISLAND, "subject": "语文", **POST},
    {"name": "孙八", "gender": "男", "birth_date": "1966-01", "school": ISLAND, "subject": "数学", "school_since": "2000-09", **POST},
)  # fmt: skip


def fill(store):
    """Fill a store: six classes at the lead school, three on the island."""
    ids = {}
    for school in SCHOOLS:
        ids[school["name"]] = store.do(add_school, SchoolDraft(school, "2025-09-01")).value
    for name, classes, students in ((LEAD, 6, 240), (ISLAND, 3, 60)):
        facts = {"classes": classes, "students": students, "posts": 12}
        store.do(set_facts, FactsEntry(ids[name], "2025-09-01", facts))
    for person in PEOPLE:
        store.do(add_teacher, TeacherDraft(person, "2025-09-01"))
    store.do(
        add_placement,
        PlacementDraft(
            {
                "name": "张三", "from_school": LEAD, "to_school": ISLAND, "mode": "定期轮岗",
                "subject": "语文", "start": "2024-09", "end": "2027-07",
            }
        ),
    )  # fmt: skip
    return store


def calm(qtbot, page):
    """Wait until a page has shown all answers."""
    qtbot.waitUntil(lambda: not page.loading and not page.context.ops.busy, timeout=10000)
