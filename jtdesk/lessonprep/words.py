"""Words of lesson preparation: operation labels, titles of tables, week patterns."""

from __future__ import annotations

LESSONPREP = "备课日历"
TIMETABLE = "教师课表"

CLEAR_LESSONS = "清除课表"

EVERY = "every"
ODD = "odd"
EVEN = "even"
WEEK_WORDS = {
    EVERY: ("每周", "全周", "每周上课"),
    ODD: ("单周", "单"),
    EVEN: ("双周", "双"),
}

DEMO = "建立演练数据"

TABLE_TITLES: tuple[tuple[str, str], ...] = (("lesson", TIMETABLE),)
