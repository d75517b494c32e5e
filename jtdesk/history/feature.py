"""The face of the audit page."""

from __future__ import annotations

from jtdesk.core.feature import ActionSpec, Feature, PageSpec
from jtdesk.history.words import HISTORY

FEATURE = Feature(
    code="history",
    title=HISTORY,
    pages=(
        PageSpec(
            code="history.operations",
            title=HISTORY,
            page="jtdesk.history.page:HistoryPage",
            icon="history",
            help="history.md",
            actions=(
                ActionSpec(
                    code="history.undo_step",
                    title="撤销这一步",
                    shortcut="Ctrl+Shift+Z",
                    tip="把选中的这一步改回原样；已撤销的步骤请选中那条撤销记录",
                    icon="undo",
                    needs="one",
                ),
                ActionSpec(
                    code="history.export",
                    title="导出",
                    shortcut="Ctrl+E",
                    tip="把列出的操作存成表格文件",
                    icon="export",
                    writes=False,
                ),
            ),
        ),
    ),
)
