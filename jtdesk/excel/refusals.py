"""Why a file is not read: one code each, and the sentence the clerk sees for it."""

from __future__ import annotations

from collections.abc import Mapping

from jtdesk.core.errors import InputRefused

_RESAVE = "请用 WPS 或 Excel 打开它,另存为 xlsx 后再导入"

_SENTENCES: Mapping[str, str] = {
    "file_missing": "找不到文件「{name}」：它可能已被移动、改名或删除。请重新选择文件。",
    "file_folder": "「{name}」是文件夹，不是表格文件。请选择里面的表格文件。",
    "file_locked": (
        "文件「{name}」打不开（{found}）。请关闭正在使用它的程序，或把它复制到别处后再导入。"
    ),
    "file_empty": "文件「{name}」是空的（{found}），里面没有任何表格内容。请检查后重新导出或索取。",
    "file_encrypted": (
        "文件「{name}」设了打开密码，读不出内容。请在 WPS 或 Excel 中取消密码、保存后再导入。"
    ),
    "file_truncated": (
        "文件「{name}」不完整（{found}），可能没有传完或复制中断。请重新发送或复制后再导入。"
    ),
    "file_unknown": f"文件「{{name}}」不是能读的表格：{{found}}。如果它本来是表格，{_RESAVE}。",
    "file_too_large": (
        "文件「{name}」太大：{found}。请删去无关的工作表或行列，或拆成几个文件后再导入。"
    ),
    "sheet_absurd": (
        "文件「{name}」的工作表大得不合常理：{found}。"
        "请删去表格范围以外的零散内容（选中多余的行、列后删除），保存后再导入。"
    ),
    "reader_failed": f"文件「{{name}}」读不出来：{{found}}。{_RESAVE}。",
    "reader_timeout": (
        "读取文件「{name}」超过 {found} 秒，已停止。"
        "请删去无关的工作表、空白行列和图片，或拆成几个文件后再导入。"
    ),
    "et_unsupported": (
        "文件「{name}」是旧版 WPS 表格（et）的内部格式，这里读不了。"
        "请在 WPS 中另存为 xlsx 后再导入。"
    ),
}


class Refusal(Exception):
    """A reader's answer that these bytes will not be read.

    Args:
        code: key of the sentence.
        found: what was found, in Chinese, the part of the sentence that differs.
    """

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(code, found)
        self.code = code
        self.found = found


def refusal_sentence(name: str, code: str, found: str = "") -> InputRefused:
    """Return the refusal the user sees for a file."""
    known = code if code in _SENTENCES else "reader_failed"
    return InputRefused(_SENTENCES[known].format(name=name, found=found or "内容不明"), code=known)
