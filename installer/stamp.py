"""The version stamp of a build: one number for the folder, the executable and the installer."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHINESE_UNICODE = "080404B0"


def version() -> str:
    """Return the version of the program without importing it."""
    tree = ast.parse((ROOT / "jtdesk" / "core" / "version.py").read_text("utf-8"))
    values = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    return str(ast.literal_eval(values[0]))


def windows_version(name: str) -> object:
    """Return the version resource that Explorer shows for an executable."""
    from PyInstaller.utils.win32 import versioninfo as v  # noqa: PLC0415 - loads on Windows only

    numbers = tuple(int(part) for part in (*version().split("."), "0"))[:4]
    words = {
        "FileDescription": "教育集团管理工作台",
        "FileVersion": version(),
        "InternalName": name,
        "OriginalFilename": f"{name}.exe",
        "ProductName": "jtdesk",
        "ProductVersion": version(),
    }
    strings = [v.StringStruct(key, value) for key, value in words.items()]
    return v.VSVersionInfo(
        ffi=v.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[
            v.StringFileInfo([v.StringTable(CHINESE_UNICODE, strings)]),
            v.VarFileInfo([v.VarStruct("Translation", [0x0804, 1200])]),
        ],
    )
