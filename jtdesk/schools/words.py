"""Words of the schools register: operation labels, titles of tables, groups of headings."""

from __future__ import annotations

GROUP = "教育集团"
SCHOOLS = "成员校"
SCHOOL_FACTS = "学校年度数据"
STAGE_FACTS = "分学段年级数据"
TRAVEL = "校际交通"
AGREEMENTS = "帮扶协议"
MEMBERSHIPS = "入团记录"
DOCUMENTS = "附件"

SET_GROUP = "设置集团信息"
ADD_SCHOOL = "新增学校"
EDIT_SCHOOL = "修改学校"
LEAVE_GROUP = "学校退出集团"
JOIN_GROUP = "学校加入集团"
SET_FACTS = "填写学校年度数据"
REMOVE_FACTS = "删除学校年度数据"
SET_TRAVEL = "填写校际交通"
REMOVE_TRAVEL = "删除校际交通"
ADD_AGREEMENT = "新增帮扶协议"
EDIT_AGREEMENT = "修改帮扶协议"
END_AGREEMENT = "终止帮扶协议"
REMOVE_AGREEMENT = "删除帮扶协议"
ATTACH_DOCUMENT = "添加附件"
REMOVE_DOCUMENT = "删除附件"
DEMO = "建立演练数据"

SMALL = "不足 100 人"
LEAD_ROLE = "核心校"
AGREEMENT_RUNNING = "执行中"
AGREEMENT_DUE = "未开始"
AGREEMENT_OVER = "已到期"
AGREEMENT_ENDED = "已终止"

PUPILS = "学生情况"
STAFF_GROUP = "教职工"
PREMISES = "办学条件"
AGREEMENT = "帮扶协议"
CLASSES = "班级数"
STUDENTS = "在校生数"

SPLIT_SOURCE = "教督〔2017〕6号 拆分办法"
COUNT_SOURCE = "本集团口径"

TABLE_TITLES: tuple[tuple[str, str], ...] = (
    ("education_group", GROUP),
    ("school", SCHOOLS),
    ("membership", MEMBERSHIPS),
    ("school_facts", SCHOOL_FACTS),
    ("stage_facts", STAGE_FACTS),
    ("travel", TRAVEL),
    ("agreement", AGREEMENTS),
    ("document", DOCUMENTS),
    ("document_content", "附件内容"),
)
