"""The face of submissions."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset
from jtdesk.core.feature import ActionSpec, Feature, PageSpec
from jtdesk.core.fields import Field
from jtdesk.submissions import queries, service, words

SUBMISSIONS = Dataset(
    name="submissions",
    title=words.TABLE_TITLES[0][1],
    fields=(
        Field(name="form", title="报表代码", shown=False, width=16),
        Field(name="title", title="报表", width=24),
        Field(name="year", title="学年", kind="integer", width=8),
        Field(name="as_of", title="数据截至日期", kind="date", width=12),
        Field(name="submitted_on", title="报送日期", kind="date", width=12),
        Field(name="submitted_by", title="经办人", width=10),
        Field(name="file_name", title="文件名", width=28),
        Field(name="rows", title="行数", kind="integer", width=8),
        Field(name="masked", title="已遮盖", kind="boolean", width=8),
        Field(name="sha256", title="校验值", shown=False, width=20),
        Field(name="note", title="备注", width=20),
    ),
    rows=queries.submissions,
    words=(words.TITLE,),
)

FEATURE = Feature(
    code="submissions",
    title=words.TITLE,
    pages=(
        PageSpec(
            code="submissions.forms",
            title=words.TITLE,
            page="jtdesk.submissions.page:SubmissionsPage",
            icon="form",
            help="submissions.md",
            actions=(
                ActionSpec(
                    code="submissions.fill", title="填报", shortcut="Ctrl+Return", icon="form",
                    tip="用库里的数据填好选中的报表，存成工作簿。", needs="one", writes=False,
                ),
                ActionSpec(
                    code="submissions.blank", title="取空表", icon="file", needs="one",
                    tip="存一份没有数据的空表，发给学校填。", writes=False,
                ),
                ActionSpec(
                    code="submissions.print", title="打印", shortcut="Ctrl+P", icon="print",
                    tip="按报表版式预览和打印。", needs="one", writes=False,
                ),
                ActionSpec(
                    code="submissions.record", title="登记报送", icon="ok", needs="one",
                    tip="记下已经报出的文件，日后可查。",
                ),
                ActionSpec(
                    code="submissions.folder", title="打开文件夹", icon="folder",
                    tip="打开最近一次存放报表的文件夹。", writes=False,
                ),
            ),
        ),
    ),
    datasets=(SUBMISSIONS,),
    operations=service.OPERATIONS,
    table_titles=words.TABLE_TITLES,
    field_titles=words.FIELD_TITLES,
)  # fmt: skip
