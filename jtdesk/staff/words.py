"""Words of the staff register: operation labels, titles of tables, words the ledgers keep."""

from __future__ import annotations

STAFF = "师资"
TEACHERS = "教职工"
POSTINGS = "任职台账"
HONOURS = "荣誉称号"
DUPLICATES = "疑似重复人员"

DEMO = "建立演练数据"
ADD_TEACHER = "新增教职工"
EDIT_TEACHER = "修改教职工"
MOVE_TEACHER = "调整任职学校"
RECORD_LEAVING = "登记离职"
ADD_POSTING = "新增任职"
END_POSTING = "结束任职"
ADD_HONOUR = "新增荣誉"
EDIT_HONOUR = "修改荣誉"
END_HONOUR = "终止荣誉"
REMOVE_HONOUR = "删除荣誉"
DECIDE_PAIR = "判定疑似重复"
MERGE_PERSONS = "合并同一人"
REVEAL = "查看证件号码与电话"

POST = "编制"
TEACHING = "任教"
VISITING = "走教"
POSTING_KINDS = (POST, TEACHING, VISITING)

BACKBONE = "骨干教师"
MASTER = "特级教师"
# Levels of honours, highest first, as they rank for the backbone rule.
LEVELS = ("国家级", "省级", "市级", "县级", "校级")
BACKBONE_LEVELS = (MASTER, *LEVELS)
COUNTY_AND_ABOVE = frozenset({MASTER, "国家级", "省级", "市级", "县级"})
SENIOR = ("正高级教师", "高级教师")

SAME_PERSON = "同一人"
NOT_SAME = "不同人"
UNDECIDED = "待判定"

SAME_NAME_AND_BIRTH = "姓名和出生日期相同"
SIMILAR_ID = "证件号码只差一两位"
SAME_PHONE = "姓名相同且电话相同"
SAME_OLD_ID = "证件号码写法不同"
SAME_NAME_AND_SCHOOL = "同校同名"

EMPLOYMENT = "任职情况"
QUALIFICATION = "学历职称"
TASK = "任教情况"

TABLE_TITLES: tuple[tuple[str, str], ...] = (
    ("teacher", TEACHERS),
    ("posting", POSTINGS),
    ("honour", HONOURS),
    ("person_pair", DUPLICATES),
)

# Words of lists that name teachers and are about something else; such a list changes nobody.
OTHER_LISTS = (
    "补贴", "补助", "津贴", "发放", "工资", "奖金", "绩效", "慰问", "缴费", "捐款", "签到", "考勤",
    "值班", "体检", "疫苗", "学时", "考核结果", "考核汇总", "获奖", "评优", "评先", "表彰", "竞赛",
    "报名", "申请", "推荐名单", "工作室", "免交流", "免于交流", "免轮岗", "暂缓", "不参加交流",
    "不参加轮岗", "兼教", "兼课", "名优教师", "荣誉情况", "骨干教师名单", "学科带头人名单",
    "骨干教师花名册", "骨干教师名册", "骨干教师信息",
)  # fmt: skip
OTHER_COLUMNS = (
    "金额", "应发", "实发", "签领", "领款", "补贴标准", "补助标准", "发放标准", "出勤天数",
    "拟交流", "拟轮岗", "拟派往", "申请交流", "不参加交流", "暂缓交流",
)  # fmt: skip
