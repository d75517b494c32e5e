"""Why the system refuses a file, in the user's language: its own words are English."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping

UNKNOWN = "无法打开"

_BY_NAME: Mapping[str, str] = {
    "EACCES": "没有权限",
    "EPERM": "没有权限",
    "EROFS": "所在的盘是只读的",
    "EEXIST": "同名文件已存在",
    "ENOENT": "找不到文件或文件夹",
    "ENOTDIR": "路径中有一段不是文件夹",
    "EISDIR": "这是文件夹，不是文件",
    "ENOTEMPTY": "文件夹不是空的",
    "ENOSPC": "磁盘已满",
    "EDQUOT": "磁盘配额已用完",
    "EFBIG": "文件太大",
    "EBUSY": "正被其他程序占用",
    "ETXTBSY": "正被其他程序占用",
    "EAGAIN": "正被其他程序占用",
    "ENAMETOOLONG": "文件名或路径太长",
    "EINVAL": "文件名或路径不合规",
    "EIO": "读写出错，磁盘或 U 盘可能有问题",
    "ENODEV": "设备已拔出",
    "ENXIO": "设备已拔出",
    "ELOOP": "链接指向自己",
    "EXDEV": "不能跨磁盘移动",
    "EMFILE": "打开的文件太多",
    "ENFILE": "打开的文件太多",
    "ENOMEM": "内存不足",
    "ETIMEDOUT": "等待超时，网络盘可能已断开",
}
# Not every system has every number.
_BY_NUMBER = {getattr(errno, name): said for name, said in _BY_NAME.items() if hasattr(errno, name)}
_BY_WINDOWS_NUMBER: Mapping[int, str] = {
    5: "没有权限",
    19: "所在的盘是只读的",
    21: "设备没有准备好",
    32: "正被其他程序占用",
    33: "正被其他程序占用",
    39: "磁盘已满",
    112: "磁盘已满",
    123: "文件名或路径不合规",
    206: "文件名或路径太长",
}
_BY_SQLITE_WORD: Mapping[str, str] = {
    "readonly": "文件是只读的或没有权限",
    "unable to open": "没有权限，或所在的文件夹不能写入",
    "full": "磁盘已满",
    "locked": "正被其他程序占用",
    "busy": "正被其他程序占用",
    "disk i/o": "读写出错，磁盘或 U 盘可能有问题",
}


def reason(fault: OSError | sqlite3.Error) -> str:
    """Return a few Chinese words for what the system, or the file's engine, answered."""
    if isinstance(fault, sqlite3.Error):
        said = str(fault).lower()
        return next((text for word, text in _BY_SQLITE_WORD.items() if word in said), UNKNOWN)
    own = _BY_WINDOWS_NUMBER.get(getattr(fault, "winerror", None) or -1)
    return own or _BY_NUMBER.get(fault.errno or -1) or UNKNOWN
