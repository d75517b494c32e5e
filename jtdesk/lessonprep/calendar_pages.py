"""The pages of the calendar, its groups and series, its counts and its facilities."""

from __future__ import annotations

from jtdesk.core.feature import ActionSpec, PageSpec
from jtdesk.lessonprep import words

HEAD = "lessonprep.calendar"
HELP = "lessonprep.md"

CALENDAR_PAGE = PageSpec(
    code=HEAD,
    title=words.LESSONPREP,
    tab="日历",
    page="jtdesk.lessonprep.calendar_page:CalendarPage",
    icon="calendar",
    help=HELP,
    actions=(
        ActionSpec(
            code="lessonprep.calendar.add", title="新增活动", shortcut="Ctrl+N", icon="add",
            tip="新增一次联合教研、同步课堂、送教、会议等。",
        ),
        ActionSpec(
            code="lessonprep.calendar.slots", title="找时间", shortcut="Ctrl+G", icon="search",
            writes=False, tip="按课表、路程和船班找出一个组最好的五个时间，按一下就定下来。",
        ),
        ActionSpec(
            code="lessonprep.calendar.schedule", title="自动排期", icon="clock",
            tip="按一份制度把整个学期各组的活动一起排好，可以取消，采纳后可以撤销。",
        ),
        ActionSpec(
            code="lessonprep.calendar.edit", title="编辑", shortcut="Ctrl+E", icon="edit",
            needs="one", tip="修改选中的活动。",
        ),
        ActionSpec(
            code="lessonprep.calendar.sign", title="签到", shortcut="Ctrl+D", icon="ok",
            needs="one", tip="登记选中的活动谁来了、谁没来。",
        ),
        ActionSpec(
            code="lessonprep.calendar.minutes", title="活动记录", icon="form", needs="one",
            tip="登记选中的活动的研讨内容、分工、成果和反思。",
        ),
        ActionSpec(
            code="lessonprep.calendar.conflicts", title="看冲突", icon="warning", writes=False,
            tip="只看有冲突的活动；再按一次看全部。",
        ),
        ActionSpec(
            code="lessonprep.calendar.invite", title="邀请", icon="people", needs="one",
            main=False, tip="给选中的活动添加应到的人和校外来宾。",
        ),
        ActionSpec(
            code="lessonprep.calendar.pin", title="固定或放开", icon="lock", needs="one",
            main=False, tip="固定的活动，系列和自动排期都不动它。",
        ),
        ActionSpec(
            code="lessonprep.calendar.cancel", title="取消活动", icon="close", needs="one",
            main=False, tip="取消选中的活动，写明原因，仍在日历上。",
        ),
        ActionSpec(
            code="lessonprep.calendar.resume", title="恢复为计划", icon="undo", needs="one",
            main=False, tip="把已取消或已开展的活动恢复为计划。",
        ),
        ActionSpec(
            code="lessonprep.calendar.remove", title="删除", icon="delete", needs="one",
            main=False, tip="删除录错的活动，可以撤销。",
        ),
        ActionSpec(
            code="lessonprep.calendar.take", title="导入日历文件或安排表", icon="import",
            main=False, tip="读入别人发来的日历文件，或有时间、主题、主持人等列的安排表。",
        ),
    ),
)  # fmt: skip

GROUPS_PAGE = PageSpec(
    code="lessonprep.groups",
    title="备课组与系列",
    page="jtdesk.lessonprep.groups_page:GroupsPage",
    icon="people",
    help=HELP,
    within=HEAD,
    actions=(
        ActionSpec(
            code="lessonprep.groups.derive", title="按花名册建立", icon="teacher",
            tip="两所以上学校都开的学段学科，各建一个教研组，已有的不重复。",
        ),
        ActionSpec(
            code="lessonprep.groups.add", title="新增", shortcut="Ctrl+N", icon="add",
            tip="新增一个备课组；在“系列”页上是新增系列。",
        ),
        ActionSpec(
            code="lessonprep.groups.edit", title="编辑", shortcut="Ctrl+E", icon="edit",
            needs="one", tip="修改选中的备课组或系列。",
        ),
        ActionSpec(
            code="lessonprep.groups.members", title="成员", icon="people", needs="one",
            tip="给选中的备课组增加或去掉成员，写明谁必须到。",
        ),
        ActionSpec(
            code="lessonprep.groups.series", title="排一个系列", icon="calendar", needs="one",
            tip="给选中的备课组排每周、每两周或每月的活动。",
        ),
        ActionSpec(
            code="lessonprep.groups.place", title="排定日期", icon="clock", needs="one",
            tip="把选中的系列重新排到日历上；开展过的、改过期的和固定的不动。",
        ),
        ActionSpec(
            code="lessonprep.groups.remove", title="删除", icon="delete", needs="one", main=False,
            tip="删除选中的备课组或系列，可以撤销。",
        ),
    ),
)  # fmt: skip

COUNTS_PAGE = PageSpec(
    code="lessonprep.counts",
    title="统计",
    page="jtdesk.lessonprep.counts_page:CountsPage",
    icon="chart",
    help=HELP,
    within=HEAD,
)

FACILITIES_PAGE = PageSpec(
    code="lessonprep.facilities",
    title="场馆与预约",
    page="jtdesk.lessonprep.facilities_page:FacilitiesPage",
    icon="school",
    help=HELP,
    within=HEAD,
    actions=(
        ActionSpec(
            code="lessonprep.facilities.add", title="新增场馆", shortcut="Ctrl+N", icon="add",
            tip="登记一处各校共用的图书馆、实验室、体育馆等。",
        ),
        ActionSpec(
            code="lessonprep.facilities.edit", title="编辑", shortcut="Ctrl+E", icon="edit",
            needs="one", tip="修改选中的场馆或预约。",
        ),
        ActionSpec(
            code="lessonprep.facilities.book", title="预约", icon="calendar", needs="one",
            tip="预约选中的场馆；有人用了会说明，并提出最近的空闲时间。",
        ),
        ActionSpec(
            code="lessonprep.facilities.use", title="登记使用", icon="ok", needs="one",
            tip="登记选中的预约来了多少人、做了什么。",
        ),
        ActionSpec(
            code="lessonprep.facilities.release", title="取消预约", icon="close", needs="one",
            main=False, tip="取消选中的预约，场馆让给别人用。",
        ),
        ActionSpec(
            code="lessonprep.facilities.remove", title="删除", icon="delete", needs="one",
            main=False, tip="删除录错的场馆或预约，可以撤销。",
        ),
    ),
)  # fmt: skip
