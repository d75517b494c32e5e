"""The words a form.toml may use: one list for the check, for editors and for the guide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jtdesk.core.fields import Kind
from jtdesk.submissions.words import PERIODS

Shape = Literal["text", "integer", "number", "boolean", "texts", "text_or_texts", "words",
                "table", "tables"]  # fmt: skip
TYPES: Mapping[str, Kind] = {
    "string": "text", "integer": "integer", "number": "decimal", "percent": "percent",
    "boolean": "boolean", "date": "date", "yearmonth": "month", "digits": "phone",
}  # fmt: skip
_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"


@dataclass(frozen=True, slots=True)
class Key:
    """One word of the grammar; the JSON Schema for editors is made from the same list."""

    name: str
    shape: Shape
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    of: tuple[Key, ...] = ()


JOIN = (
    Key("dataset", "text", "旁边数据集的代码", required=True),
    Key("on", "text_or_texts", "旁边数据集里指向本行的字段", required=True),
    Key("key", "text_or_texts", "本行用来对应的字段", required=True),
    Key("newest", "text", "有多行时取这个字段最大的一行"),
)
COUNT = (
    Key("dataset", "text", "数哪个数据集的行", required=True),
    Key("on", "text", "该数据集里指向本行的字段", required=True),
    Key("key", "text", "本行用来对应的字段", required=True),
    Key("where", "words", "只数字段值在所列词中的行"),
)
RATIO = (
    Key("of", "text", "分子列的表头,上级/本级", required=True),
    Key("to", "text", "分母列的表头,上级/本级", required=True),
)
COLUMN = (
    Key("title", "text", "表头,\\n 换行", required=True),
    Key("group", "text_or_texts", "上级表头,由外到内"),
    Key("name", "text", "字段代码;旁边数据集写成 数据集.字段"),
    Key("serial", "boolean", "序号列"),
    Key("count", "table", "计数列", of=COUNT),
    Key("value", "text", "每行相同的文字"),
    Key("ratio", "table", "比例列:一列除以另一列", of=RATIO),
    Key("type", "text", "值的类型,不写时随字段", choices=tuple(TYPES)),
    Key("format", "text", "日期写法或数字格式"),
    Key("enum", "text", "代码表,如 codes/titles", pattern=r"codes/[a-z_]+"),
    Key("code", "text", "代码行的内容,如 L1"),
    Key(
        "total",
        "text",
        "合计行:求和、计数、比例或 total_row 那一行的值",
        choices=("sum", "count", "ratio", "row"),
    ),
    Key("width", "number", "列宽(字符)"),
    Key("align", "text", "对齐", choices=("left", "center", "right")),
    Key("merge", "boolean", "上下相同的格合并成一格,左边合并的列断开时也断开"),
    Key("empty", "text", "没有数据时写什么"),
    Key("required", "boolean", "必填"),
    Key("unique", "boolean", "不得重复"),
    Key("minimum", "number", "最小值"),
    Key("maximum", "number", "最大值"),
    Key("pattern", "text", "写法(正则表达式)"),
    Key("remedy", "text", "必填而没有数据时怎么办,各行合成一条提醒"),
    Key("foot", "text", "卡片里这一格右下角的落款,如“(盖章)”"),
)
CHECK = (
    Key("rule", "text", "规则", required=True, choices=("not_greater", "sum_equals")),
    Key("on", "text", "被检查列的表头,上级/本级", required=True),
    Key("than", "text", "not_greater:不得大于的列"),
    Key("of", "texts", "sum_equals:相加的各列"),
)
CARD = (
    Key("cells", "texts", "这一行各格的表头,从左到右等宽", required=True),
    Key("height", "number", "行高(毫米)"),
)
SUMMARY = (
    Key("text", "text", "数字前的文字", required=True),
    Key("of", "text", "哪一列,上级/本级", required=True),
    Key("total", "text", "计数、求和或大写金额", choices=("count", "sum", "capitals")),
    Key("where", "texts", "只数写着这些词的格"),
    Key("unit", "text", "数字后的文字"),
)
LAYOUT = (
    Key("kind", "text", "table 表格,card 一人一张的卡片", choices=("table", "card")),
    Key("title", "text", "大标题"),
    Key("annex", "text", "标题上方的“附件N”"),
    Key("above", "texts", "标题下一行:左、中、右"),
    Key("notes", "texts", "表下的注"),
    Key("signature", "texts", "签字行各项"),
    Key("total_label", "text", "合计行的名称"),
    Key("total_row", "words", "数据集里已有的合计行:字段值在所列词中"),
    Key("subtotal", "text", "按哪一列分组小计,上级/本级"),
    Key("summary", "tables", "表下的合计句", of=SUMMARY),
    Key("card", "tables", "卡片各行,从上到下", of=CARD),
    Key("per", "text", "卡片每张占一个工作表,还是占一页", choices=("sheet", "page")),
    Key("named_by", "text", "卡片工作表以哪一列命名,上级/本级"),
    Key("paper", "text", "纸张", choices=("A3", "A4")),
    Key("orientation", "text", "方向", choices=("landscape", "portrait")),
    Key("body_size", "number", "正文字号(磅)"),
    Key("row_height", "number", "行高至少(毫米)"),
    Key("freeze", "text", "冻结到这个字段的列"),
)
SHEET = (
    Key("name", "text", "工作表名", required=True),
    Key("dataset", "text", "数据集代码", required=True),
    Key("columns", "tables", "各列,从左到右", required=True, of=COLUMN),
    Key("where", "words", "只取字段值在所列词中的行"),
    Key("without", "words", "不取字段值在所列词中的行"),
    Key(
        "during",
        "text",
        "台账取哪段时间:统计时点、本学年有过、本学年开始",
        choices=("as_of", "school_year", "starting"),
    ),
    Key("sort", "texts", "依次按这些字段排序"),
    Key("joins", "tables", "旁边的数据集", of=JOIN),
    Key("layout", "table", "版式", of=LAYOUT),
    Key("checks", "tables", "整行的检查", of=CHECK),
)
FORM = (
    Key("code", "text", "报表代码", required=True, pattern=r"[a-z][a-z0-9-]*"),
    Key("title", "text", "报表名称", required=True),
    Key("year", "integer", "自哪一学年起用", required=True),
    Key("source", "text", "依据的文件", required=True),
    Key("period", "text", "报送周期", choices=tuple(PERIODS)),
    Key("due", "text", "报送期限 MM-DD", pattern=_DAY),
    Key("as_of", "text", "统计时点 MM-DD", pattern=_DAY),
    Key("description", "text", "给填表人的说明"),
    Key("template", "text", "上级发的空表文件名", pattern=r"[^/\\]+\.xlsx"),
    Key("sheet", "tables", "各工作表", required=True, of=SHEET),
)


def grammar_faults(data: object, keys: Sequence[Key] = FORM, at: str = "") -> list[str]:
    """Return what is wrong with the words of a file, each as a sentence with its place."""
    if not isinstance(data, dict):
        return [f"{at or '文件'}:应为一组“名称 = 值”"]
    known = {key.name: key for key in keys}
    faults = [
        f"{_place(at, name)}：不认识的名称。可用：{'、'.join(known)}"
        for name in data
        if name not in known
    ]
    for key in keys:
        place = _place(at, key.name)
        if key.name in data:
            faults += _value_faults(data[key.name], key, place)
        elif key.required:
            faults.append(f"{place}:缺少({key.help})")
    return faults


def _place(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _value_faults(value: object, key: Key, place: str) -> list[str]:
    if key.shape == "table":
        return grammar_faults(value, key.of, place)
    if key.shape == "tables":
        if not isinstance(value, list) or (key.required and not value):
            return [f"{place}:应为列表"]
        return [
            fault
            for number, item in enumerate(value, start=1)
            for fault in grammar_faults(item, key.of, f"{place}[{number}]")
        ]
    fault = _plain_fault(value, key)
    return [f"{place}:{fault}"] if fault else []


def _plain_fault(value: object, key: Key) -> str:
    if not _has_shape(value, key.shape):
        return f"值的类型不对({key.help})"
    if key.choices and value not in key.choices:
        return f"“{value}”不行,只能是 {'、'.join(key.choices)}"
    if key.pattern and not re.fullmatch(key.pattern, str(value)):
        return f"“{value}”的写法不对({key.help})"
    return f"不能为空({key.help})" if key.required and value == "" else ""


def _has_shape(value: object, shape: Shape) -> bool:
    texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
    if shape == "words":
        return isinstance(value, dict) and all(
            _has_shape(item, "text_or_texts") for item in value.values()
        )
    if isinstance(value, bool):
        return shape == "boolean"
    return {
        "text": isinstance(value, str),
        "integer": isinstance(value, int),
        "number": isinstance(value, int | float),
        "texts": texts,
        "text_or_texts": texts or isinstance(value, str),
    }.get(shape, False)


def json_schema() -> dict[str, Any]:
    """Return the grammar as a JSON Schema, for editors that complete and underline."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "form.toml",
        **_schema_of(FORM),
    }


def _schema_of(keys: Sequence[Key]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in keys if key.required],
        "properties": {key.name: {"description": key.help, **_value_schema(key)} for key in keys},
    }


def _value_schema(key: Key) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    texts: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
    if key.shape == "table":
        return _schema_of(key.of)
    if key.shape == "tables":
        return {"type": "array", "items": _schema_of(key.of)}
    if key.shape == "text_or_texts":
        return {"oneOf": [text, texts]}
    if key.shape == "words":
        return {"type": "object", "additionalProperties": {"oneOf": [text, texts]}}
    if key.shape == "texts":
        return texts
    found: dict[str, Any] = text if key.shape == "text" else {"type": key.shape}
    if key.choices:
        found = {**found, "enum": list(key.choices)}
    if key.pattern:
        found = {**found, "pattern": f"^{key.pattern}$"}
    return found
