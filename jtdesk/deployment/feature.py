"""The face of deployment: the placements ledger."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.core.feature import ActionSpec, Feature, PageSpec
from jtdesk.deployment import (
    exemptions,
    fields,
    ledger_lists,
    lists,
    measures,
    need_fields,
    need_measures,
    outlook,
    post_need,
    queries,
    rotation,
    rules,
    service,
    shares,
    staffing,
    taking,
    words,
)
from jtdesk.staff import queries as staff

PLACEMENTS = Dataset(
    name="placements",
    title=words.PLACEMENTS,
    fields=fields.PLACEMENT_FIELDS,
    rows=queries.placements,
    words=("交流轮岗", "轮岗", "交流教师", "支教", "交流人员", "交流"),
    intake=Intake(
        fields=fields.INTAKE_FIELDS,
        keys=(("id_number", "start"), ("name", "from_school", "start")),
        signature=(
            ("name", "from_school", "to_school"),
            ("name", "to_school", "start"),
            ("name", "to_school", "mode"),
            ("id_number", "to_school", "mode"),
        ),
        current=taking.current,
        write=taking.write,
        check=rules.row_faults,
        warn=rules.row_findings,
        beside=taking.warned,
        placed="from_school",
        told={"mode": words.TOLD_MODES},
        as_of_sensitive=False,
    ),
)

ROTATION_DATASETS = (
    Dataset(
        name="eligibility",
        title=words.ELIGIBILITY,
        fields=fields.ELIGIBILITY_FIELDS,
        rows=rotation.eligibility,
    ),
    Dataset(
        name="rotation_clock",
        title=words.CLOCK,
        fields=fields.CLOCK_FIELDS,
        rows=rotation.rotation_clock,
    ),
    Dataset(
        name="rotation_outlook",
        title=words.OUTLOOK,
        fields=fields.OUTLOOK_FIELDS,
        rows=outlook.rotation_outlook,
    ),
    Dataset(
        name="rotation_statistics",
        title=words.STATISTICS,
        fields=fields.STATISTICS_FIELDS,
        rows=outlook.rotation_statistics,
    ),
    Dataset(
        name="rotation_timeline",
        title=words.YEAR_STEPS,
        fields=fields.STEP_FIELDS,
        rows=outlook.rotation_timeline,
    ),
    Dataset(
        name="exemptions",
        title=words.EXEMPTIONS,
        fields=fields.EXEMPTION_FIELDS,
        rows=rotation.exemptions,
        words=("免于交流", "免交流", "暂缓交流", "不参加交流", "免轮岗", "豁免"),
        intake=Intake(
            fields=fields.EXEMPTION_INTAKE_FIELDS,
            keys=(("id_number", "reason"), ("name", "school", "reason"), ("name", "reason")),
            signature=(("name", "reason"), ("id_number", "reason")),
            current=exemptions.current,
            write=exemptions.write,
            settle=staff.leave_person_out,
            check=exemptions.row_faults,
            against=staff.stranger_check,
            as_of_sensitive=False,
        ),
    ),
)

NEED_DATASETS = (
    Dataset(
        name="staffing_need",
        title=words.STAFFING_NEED,
        fields=need_fields.NEED_FIELDS,
        rows=staffing.staffing_need,
    ),
    Dataset(
        name="establishment_need",
        title=words.ESTABLISHMENT_NEED,
        fields=need_fields.ESTABLISHMENT_FIELDS,
        rows=post_need.establishment_need,
    ),
    Dataset(
        name="subject_shares",
        title=words.SUBJECT_SHARES,
        fields=need_fields.SHARE_FIELDS,
        rows=staffing.subject_shares,
        words=("兼教", "兼课", "兼任学科"),
        intake=Intake(
            fields=need_fields.SHARE_INTAKE_FIELDS,
            keys=(("id_number", "subject"), ("name", "school", "subject"), ("name", "subject")),
            signature=(("name", "subject", "periods"), ("id_number", "subject", "periods")),
            current=shares.current,
            write=shares.write,
            settle=staff.leave_person_out,
            against=staff.stranger_check,
        ),
    ),
)

OVERVIEW_PAGE = PageSpec(
    code="deployment.overview",
    title="交流轮岗",
    tab="概况",
    page="jtdesk.deployment.rotation_page:RotationPage",
    icon="exchange",
    help="deployment.md",
    actions=(
        ActionSpec(
            code="deployment.overview.compare", title="比较口径", icon="table", writes=False,
            tip="同样的人，按各地的政策分别算出比例。",
        ),
        ActionSpec(
            code="deployment.overview.choose", title="采用选中的口径", icon="ok",
            tip="在“各地口径比较”里选中一行，从本学年起按这份政策算。",
        ),
        ActionSpec(
            code="deployment.overview.edit", title="修改口径", icon="edit",
            tip="改年限、退休年限、计入的形式和比例，只用于本集团。",
        ),
        ActionSpec(
            code="deployment.overview.drop", title="取消选用的口径", icon="undo", main=False,
            tip="回到以前选用的或默认的口径。",
        ),
    ),
)  # fmt: skip

ELIGIBLE_PAGE = PageSpec(
    code="deployment.eligible",
    title="符合条件",
    page="jtdesk.deployment.eligible_page:EligiblePage",
    icon="people",
    help="deployment.md",
    within="deployment.overview",
    actions=(
        ActionSpec(
            code="deployment.eligible.exempt", title="登记免交流", icon="lock", needs="some",
            tip="选中的人不参加交流，写明原因、证明、批准人和期限。",
        ),
        ActionSpec(
            code="deployment.eligible.exemption", title="修改登记", icon="edit", needs="one",
            tip="修改选中的人的免于交流登记。",
        ),
        ActionSpec(
            code="deployment.eligible.unexempt", title="撤销登记", icon="undo", needs="one",
            tip="撤销选中的人的免于交流登记。",
        ),
        ActionSpec(
            code="deployment.eligible.reveal", title="显示证件号", icon="eye", needs="some",
            main=False, tip="显示选中人员的证件号码，这次查看会记入操作记录。",
        ),
    ),
)  # fmt: skip

NEEDS_PAGE = PageSpec(
    code="deployment.needs",
    title="师资余缺",
    page="jtdesk.deployment.needs_page:NeedsPage",
    icon="table",
    help="deployment.md",
    within="deployment.overview",
    actions=(
        ActionSpec(
            code="deployment.needs.standards", title="课时标准", icon="settings", writes=False,
            tip="查看和修改每周课时、教师工作量标准。",
        ),
        ActionSpec(
            code="deployment.needs.share", title="登记兼教", icon="add",
            tip="登记一名教师每周兼教另一门课多少节。",
        ),
        ActionSpec(
            code="deployment.needs.edit_share", title="修改兼教", icon="edit",
            tip="修改或结束“兼教学科”里选中的一行。",
        ),
        ActionSpec(
            code="deployment.needs.remove_share", title="删除兼教", icon="delete", main=False,
            tip="删除“兼教学科”里选中的一行，可以撤销。",
        ),
    ),
)  # fmt: skip

PLANNER_PAGE = PageSpec(
    code="deployment.planner",
    title="调配方案",
    page="jtdesk.deployment.planner_page:PlannerPage",
    icon="swap",
    help="deployment.md",
    within="deployment.overview",
    actions=(
        ActionSpec(
            code="deployment.planner.propose", title="生成方案", shortcut="Ctrl+G", icon="ok",
            writes=False, tip="按选定的政策和条件排出最好的方案；手工安排的保留不动。",
        ),
        ActionSpec(
            code="deployment.planner.send", title="派往", shortcut="Ctrl+M", icon="swap",
            writes=False, tip="把左边选中的教师安排到一所学校，也可以直接拖到学校卡片上。",
        ),
        ActionSpec(
            code="deployment.planner.pin", title="指定", icon="lock",
            tip="事先决定左边选中的教师：留任、派往、同行或不派。",
        ),
        ActionSpec(
            code="deployment.planner.floor", title="骨干底线", icon="award",
            tip="一所学校（某学科）至少保留几名骨干教师。",
        ),
        ActionSpec(
            code="deployment.planner.save", title="保存方案", shortcut="Ctrl+S", icon="save",
            tip="把看板上的方案存下来，最多五个，放在一起比较。",
        ),
        ActionSpec(
            code="deployment.planner.adopt", title="采纳", icon="form",
            tip="把看板上的变动一步写入交流台账，可以撤销。",
        ),
        ActionSpec(
            code="deployment.planner.load", title="打开选中的方案", icon="folder", writes=False,
            main=False, tip="把“方案比较”里选中的方案放到看板上。",
        ),
        ActionSpec(
            code="deployment.planner.drop", title="删除选中的方案", icon="delete", main=False,
            tip="删除“方案比较”里选中的方案。",
        ),
        ActionSpec(
            code="deployment.planner.undecide", title="取消选中的指定", icon="close", main=False,
            tip="取消“指定与底线”里选中的一条。",
        ),
        ActionSpec(
            code="deployment.planner.clear", title="清空看板", icon="refresh", writes=False,
            main=False, tip="去掉看板上的全部变动，重新开始。",
        ),
    ),
)  # fmt: skip

LEDGER_PAGE = PageSpec(
    code="deployment.ledger",
    title="交流台账",
    within="deployment.overview",
    page="jtdesk.deployment.ledger_page:LedgerPage",
    icon="exchange",
    help="deployment.md",
    actions=(
        ActionSpec(
            code="deployment.ledger.add", title="新增", shortcut="Ctrl+N", icon="add",
            tip="登记一名教师到另一所学校交流。",
        ),
        ActionSpec(
            code="deployment.ledger.edit", title="编辑", shortcut="Ctrl+E", icon="edit",
            needs="one", tip="更正选中的交流记录。",
        ),
        ActionSpec(
            code="deployment.ledger.team", title="团队派出", shortcut="Ctrl+Shift+N", icon="people",
            tip="几个人一道去同一所学校，共用一个文号。",
        ),
        ActionSpec(
            code="deployment.ledger.end", title="提前结束", icon="clock", needs="one",
            tip="选中的教师提前返回，登记最后一天。",
        ),
        ActionSpec(
            code="deployment.ledger.mid", title="中期考核", icon="form", needs="one",
            tip="登记接收学校的中期考核。",
        ),
        ActionSpec(
            code="deployment.ledger.final", title="期满考核", icon="award", needs="one",
            tip="登记接收学校的期满考核和主要业绩。",
        ),
        ActionSpec(
            code="deployment.ledger.duties", title="六个一", icon="ok", needs="one",
            tip="登记选中教师完成的六个一任务。",
        ),
        ActionSpec(
            code="deployment.ledger.certificate", title="农村任教证明", icon="print", writes=False,
            main=False, tip="预览并打印选中人员的农村任教经历证明。",
        ),
        ActionSpec(
            code="deployment.ledger.remove", title="删除", icon="delete", needs="one",
            main=False, tip="删除选中的交流记录，可以撤销。",
        ),
        ActionSpec(
            code="deployment.ledger.reveal", title="显示证件号", icon="eye", needs="some",
            main=False, tip="显示选中人员的证件号码，这次查看会记入操作记录。",
        ),
    ),
)  # fmt: skip

GROWTH_PAGE = PageSpec(
    code="deployment.growth",
    title="师徒与工作室",
    within="deployment.overview",
    page="jtdesk.deployment.growth_page:GrowthPage",
    icon="people",
    help="deployment.md",
    actions=(
        ActionSpec(
            code="deployment.growth.add", title="新增", shortcut="Ctrl+N", icon="add",
            tip="新增一对师徒；在“名师工作室”页上是新增工作室。",
        ),
        ActionSpec(
            code="deployment.growth.edit", title="编辑", shortcut="Ctrl+E", icon="edit",
            needs="one", tip="更正选中的结对或工作室。",
        ),
        ActionSpec(
            code="deployment.growth.end", title="结束", icon="clock", needs="one",
            tip="登记选中的结对或工作室的最后一天。",
        ),
        ActionSpec(
            code="deployment.growth.remove", title="删除", icon="delete", needs="one",
            tip="删除选中的结对或工作室，可以撤销。",
        ),
        ActionSpec(
            code="deployment.growth.member", title="新增成员", icon="people", needs="one",
            tip="给选中的工作室添加成员。",
        ),
        ActionSpec(
            code="deployment.growth.session", title="登记活动", icon="calendar", needs="one",
            tip="登记选中的工作室办过的活动。",
        ),
        ActionSpec(
            code="deployment.growth.reveal", title="显示证件号", icon="eye", needs="some",
            main=False, tip="显示选中记录的证件号码，这次查看会记入操作记录。",
        ),
    ),
)  # fmt: skip

FEATURE = Feature(
    code="deployment",
    title=words.DEPLOYMENT,
    pages=(
        OVERVIEW_PAGE,
        ELIGIBLE_PAGE,
        NEEDS_PAGE,
        PLANNER_PAGE,
        LEDGER_PAGE,
        GROWTH_PAGE,
    ),
    datasets=(
        PLACEMENTS,
        *ROTATION_DATASETS,
        *NEED_DATASETS,
        *lists.PLAN_DATASETS,
        *ledger_lists.LEDGER_DATASETS,
    ),
    measures=(*measures.MEASURES, *need_measures.NEED_MEASURES),
    families=(measures.FAMILY,),
    operations=(
        *service.OPERATIONS,
        *exemptions.OPERATIONS,
        *shares.OPERATIONS,
        *lists.PLAN_OPERATIONS,
        *ledger_lists.LEDGER_OPERATIONS,
    ),
    demo="jtdesk.deployment.demo:populate",
    table_titles=(*words.TABLE_TITLES, *ledger_lists.LEDGER_TABLES),
    field_titles=(
        *fields.FIELD_TITLES,
        *fields.RULE_TITLES,
        *need_fields.SHARE_TITLES,
        *lists.PLAN_FIELD_TITLES,
        *ledger_lists.LEDGER_TITLES,
    ),
)
