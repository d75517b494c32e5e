"""Words of the audit page."""

from __future__ import annotations

import re

HISTORY = "操作记录"
INSERTED = "新增"
UPDATED = "修改"
DELETED = "删除"
UNDONE = "已撤销"
LOOKED = "只查看"
STANDS = "有效"
TAKEN_BACK = "撤销"
REDO = "重做"

# Older entries were labelled with a half-width colon.
_STEP = re.compile(f"(?:{TAKEN_BACK}|{REDO})[:：]")

KINDS = {"insert": INSERTED, "update": UPDATED, "delete": DELETED}


def plain(label: str) -> str:
    """Return the label of the work itself, whatever was undone and redone since."""
    while _STEP.match(label):
        label = _STEP.sub("", label, count=1)
    return label
