"""The face of intake."""

from __future__ import annotations

from jtdesk.core.feature import ActionSpec, Feature, PageSpec
from jtdesk.intake import service, words

FEATURE = Feature(
    code="intake",
    title=words.TITLE,
    pages=(
        PageSpec(
            code="intake.wizard",
            title=words.TITLE,
            page="jtdesk.intake.page:IntakePage",
            icon="import",
            help="intake.md",
            actions=(
                ActionSpec(
                    code="intake.choose",
                    title="选择文件",
                    shortcut="Ctrl+O",
                    icon="file",
                    tip="选择一个或多个表格文件。",
                ),
                ActionSpec(
                    code="intake.folder",
                    title="选择文件夹",
                    icon="folder",
                    tip="读取文件夹里的全部表格。",
                ),
                ActionSpec(
                    code="intake.restart",
                    title="重新开始",
                    icon="undo",
                    tip="放弃目前的预览，重新选择文件。",
                    writes=False,
                ),
            ),
        ),
    ),
    operations=service.OPERATIONS,
    table_titles=words.TABLE_TITLES,
    field_titles=tuple((f"remembered_layout.{name}", title) for name, title in words.FIELD_TITLES),
)
