"""What can be written on the command line, and Chinese sentences where it cannot."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from jtdesk.core.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1900, 2199
ENDS = ("。", "？", "！")
TRANSLATED: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.*)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"one of the arguments (.*) is required", r"须给出其中之一：\1"),
    (r"argument 命令: invalid choice: '?(.*?)'? \(choose from .*\)", r"没有命令 \1。"),
    (r"argument (.*): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1 不能是 \2，只能是：\3"),
    (r"argument (.*): invalid int value: (.*)", r"\1 应是整数，给出的是 \2"),
    (r"argument (.*): invalid float value: (.*)", r"\1 应是数字，给出的是 \2"),
    (r"argument (.*): expected one argument", r"\1 后面缺少值"),
    (r"argument (.*): expected at least one argument", r"\1 后面至少要有一个值"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 不能与 \2 同时使用"),
    (r"argument (.*): ignored explicit argument (.*)", r"\1 后面不能带值 \2"),
    (r"argument (.*?): (.*)", r"\1:\2"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        """Say 用法 instead of usage."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and raises instead of exiting."""

    def __init__(self, **keywords: object) -> None:
        super().__init__(
            add_help=False,
            allow_abbrev=False,
            formatter_class=_Formatter,
            **keywords,  # type: ignore[arg-type]
        )
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Raise a usage error in Chinese."""
        for pattern, sentence in TRANSLATED:
            if re.fullmatch(pattern, message, re.DOTALL):
                message = re.sub(pattern, sentence, message, flags=re.DOTALL)
                break
        if not message.endswith(ENDS):
            message += "。"
        raise UsageError(f"{message}\n用 {self.prog} --help 查看用法。", code="usage")


def day(text: str) -> str:
    """Read a date of the command line: ``2025-09-01``, also ``2025/9/1`` and ``20250901``."""
    import datetime as dt  # noqa: PLC0415 - not needed for most commands

    found = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text.strip())
    if found:
        try:
            read = dt.date(*map(int, found.groups()))
        except ValueError:
            read = dt.date.min
        if FIRST_YEAR <= read.year <= LAST_YEAR:
            return read.isoformat()
        if read > dt.date.min:
            raise argparse.ArgumentTypeError(
                f"日期应在 {FIRST_YEAR} 到 {LAST_YEAR} 年之间，给出的是 {text}"
            )
    raise argparse.ArgumentTypeError(f"日期应写作 2025-09-01，给出的是 {text}")


def year(text: str) -> int:
    """Read a school year by its first calendar year: ``2025``."""
    found = re.fullmatch(r"(19\d\d|20\d\d)(-(19|20)?\d\d)?(学年)?", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"学年应写作 2025，给出的是 {text}")
    return int(found.group(1))


def called(text: str) -> str:
    """Read a name somebody gives to something."""
    if not text.strip():
        raise argparse.ArgumentTypeError("名称不能是空的")
    return text.strip()


def condition(text: str) -> tuple[str, str]:
    """Read ``FIELD=VALUE``."""
    name, equals, value = text.partition("=")
    if not (equals and name.strip()):
        raise argparse.ArgumentTypeError(f"条件应写作 字段=值，给出的是 {text}")
    return name.strip(), value.strip()


def count(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within bounds."""

    def read(text: str) -> int:
        if not text.strip().isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"应是 {low} 到 {high} 之间的整数，给出的是 {text}")
        return int(text)

    return read


def size(text: str) -> tuple[int, int]:
    """Read a window size: ``1366x768``."""
    found = re.fullmatch(r"(\d{3,4})[x×*](\d{3,4})", text.strip().lower())
    if not found:
        raise argparse.ArgumentTypeError(f"尺寸应写作 1366x768，给出的是 {text}")
    return int(found.group(1)), int(found.group(2))


def scale(text: str) -> float:
    """Read a scale factor: ``1.0`` to ``3.0``."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.5 <= value <= 3.0:
        raise argparse.ArgumentTypeError(f"缩放应在 0.5 到 3.0 之间，给出的是 {text}")
    return value


_Subparsers = argparse._SubParsersAction  # noqa: SLF001 - argparse offers no public name for it


class _Commands:
    """Adds one command after the other to the parser."""

    def __init__(self, root: Parser) -> None:
        self._commands: _Subparsers[Parser] = root.add_subparsers(
            dest="command", metavar="命令", title="命令", parser_class=Parser
        )

    def add(self, name: str, run: str, text: str) -> Parser:
        """Add a command; ``run`` is the dotted function, loaded when the command is given."""
        parser: Parser = self._commands.add_parser(
            name, prog=f"jtdesk {name}", help=text, description=text
        )
        parser.set_defaults(run=f"jtdesk.app.{run}", as_json=False)
        return parser


def parser() -> Parser:
    """Return the whole command line."""
    root = Parser(
        prog="jtdesk",
        description="教育集团管理工作台。不带命令时打开窗口：jtdesk [数据文件]",
        epilog="退出码：0 完成；1 完成，但有被拒绝的行或提醒；2 用法有误；3 输入无法读取或被拒绝，"
        "数据未改动；\n4 数据文件损坏、被占用或版本较新。",
    )
    root.add_argument("--version", action="store_true", help="显示版本号")
    commands = _Commands(root)
    _store_commands(commands)
    _data_commands(commands)
    _form_commands(commands)
    _plan_commands(commands)
    _schedule_commands(commands)
    _calendar_commands(commands)
    _evaluation_commands(commands)
    _sign_in_commands(commands)
    _care_commands(commands)
    return root


def _json(parser: Parser) -> None:
    parser.add_argument("--json", dest="as_json", action="store_true", help="只输出一份 JSON")


def _store(parser: Parser) -> None:
    parser.add_argument("store", metavar="数据文件", type=Path, help="集团的 .jtd 文件")


def _store_commands(commands: _Commands) -> None:
    new = commands.add("new", "cli_store:new", "新建一个集团的数据文件")
    _store(new)
    new.add_argument("--name", required=True, metavar="名称", help="集团名称")
    new.add_argument("--year", type=year, metavar="学年", help="当前学年，如 2025")
    _json(new)
    demo = commands.add("demo", "cli_store:demo", "建立演练集团（虚构数据，含三年历史）")
    _store(demo)
    demo.add_argument("--schools", type=count(2, 200), default=12, metavar="N", help="学校数")
    demo.add_argument("--staff", type=count(10, 50000), default=600, metavar="N", help="教师数")
    demo.add_argument("--seed", type=count(0, 2**31), default=1, metavar="N", help="随机种子")
    _json(demo)


def _data_commands(commands: _Commands) -> None:
    take = commands.add("import", "cli_data:take_in", "导入学校交来的工作簿")
    _store(take)
    take.add_argument(
        "files", metavar="文件", nargs="+", type=Path, help="工作簿、CSV、日历 .ics 或文件夹"
    )
    take.add_argument("--dataset", metavar="数据集", help="指定数据集，不再自动识别")
    take.add_argument("--year", type=year, metavar="学年", help="数据所属学年，如 2025")
    take.add_argument("--dry-run", action="store_true", help="只预览，不写入")
    take.add_argument("--strict", action="store_true", help="有提醒的行也拒绝")
    take.add_argument("--marked-copy", type=Path, metavar="文件夹", help="存放标注问题的副本")
    _json(take)
    rows = commands.add("list", "cli_data:rows", "列出一个数据集")
    _store(rows)
    rows.add_argument("dataset", metavar="数据集", help="如 staff、schools")
    rows.add_argument("--as-of", type=day, metavar="日期", help="截至这一天的数据")
    rows.add_argument(
        "--where", type=condition, action="append", default=[], metavar="字段=值", help="可多次给出"
    )
    rows.add_argument("--reveal", action="store_true", help="不遮盖身份证号和电话（会记录）")
    form = rows.add_mutually_exclusive_group()
    form.add_argument("--json", dest="as_json", action="store_true", help="只输出一份 JSON")
    form.add_argument("--csv", type=Path, metavar="文件", help="存为 CSV")
    measures = commands.add("measures", "cli_data:measures", "计算各项指标")
    _store(measures)
    measures.add_argument("--year", type=year, metavar="学年", help="如 2025")
    measures.add_argument("--as-of", type=day, metavar="日期", help="截至这一天的数据")
    measures.add_argument("--policy", metavar="政策", help="按哪份政策文件的口径")
    _json(measures)


def _form_commands(commands: _Commands) -> None:
    _json(commands.add("forms", "cli_forms:forms", "列出可填报的报表"))
    fill = commands.add("fill", "cli_forms:fill_form", "填报一张报表")
    _store(fill)
    fill.add_argument("form", metavar="报表", nargs="?", help="报表代码，见 jtdesk forms")
    fill.add_argument("--template", type=Path, metavar="空表", help="按上级发的空表填写")
    fill.add_argument("--dataset", metavar="数据集", help="与 --template 合用")
    fill.add_argument(
        "--where", type=condition, action="append", default=[], metavar="字段=值",
        help="与 --template 合用",
    )  # fmt: skip
    fill.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="存到哪里")
    fill.add_argument("--year", type=year, metavar="学年", help="如 2025")
    fill.add_argument("--as-of", type=day, metavar="日期", help="截至这一天的数据")
    fill.add_argument("--reveal", action="store_true", help="不遮盖身份证号和电话（会记录）")
    _json(fill)


def _plan_commands(commands: _Commands) -> None:
    plan = commands.add("plan", "cli_plan:plan", "排师资调配方案：谁去哪里，为什么")
    _store(plan)
    plan.add_argument("--year", type=year, required=True, metavar="学年", help="从哪一学年开始交流")
    plan.add_argument("--policy", metavar="政策", help="按哪份政策的口径，缺省用集团选用的")
    plan.add_argument("--max-changes", type=count(0, 100000), metavar="N", help="最多变动多少人次")
    plan.add_argument(
        "--seconds", type=count(1, 36000), default=30, metavar="秒", help="最多算多久，缺省 30"
    )
    plan.add_argument(
        "--term", type=count(1, 6), default=1, metavar="学年数", help="一次交流几学年，缺省 1"
    )
    plan.add_argument("--no-days", action="store_true", help="不安排走教")
    plan.add_argument("--no-seconds", action="store_true", help="不安排兼教第二学科")
    plan.add_argument("--leaders", action="store_true", help="校级干部也参加")
    plan.add_argument("-o", "--output", type=Path, metavar="文件", help="存成工作簿")
    plan.add_argument("--save", type=called, metavar="名称", help="保存为一个方案，供比较")
    plan.add_argument("--adopt", action="store_true", help="采纳：写入交流台账，可撤销")
    plan.add_argument("--reveal", action="store_true", help="不遮盖身份证号（会记录）")
    _json(plan)
    proof = commands.add("certify", "cli_certificates:certify", "写农村任教经历证明，每人一页")
    _store(proof)
    proof.add_argument("--as-of", type=day, metavar="日期", help="算到这一天，缺省今天")
    proof.add_argument(
        "--where", type=condition, action="append", default=[], metavar="字段=值",
        help="给谁写，如 name=张三；可多次给出，缺省有农村任教经历的每个人",
    )  # fmt: skip
    proof.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="PDF 文件")
    proof.add_argument("--reveal", action="store_true", help="不遮盖身份证号（会记录）")
    _json(proof)


def _schedule_commands(commands: _Commands) -> None:
    schedule = commands.add("schedule", "cli_schedule:schedule", "自动排一学期的联合教研、集体备课")
    _store(schedule)
    schedule.add_argument("--term", required=True, metavar="学期", help="如 2025-1")
    schedule.add_argument(
        "--regime", type=Path, metavar="制度文件", help="TOML，缺省按本学期的系列，没有则按自带的"
    )
    schedule.add_argument("--since", type=day, metavar="日期", help="这天以前排好的不动")
    schedule.add_argument(
        "--seconds", type=count(1, 36000), default=30, metavar="秒", help="最多算多久，缺省 30"
    )
    schedule.add_argument("-o", "--output", type=Path, metavar="文件", help="存成工作簿")
    schedule.add_argument("--adopt", action="store_true", help="采纳：写入备课日历，可撤销")
    schedule.add_argument("--reveal", action="store_true", help="不遮盖身份证号（会记录）")
    _json(schedule)


def _evaluation_commands(commands: _Commands) -> None:
    evaluate = commands.add("evaluate", "cli_evaluate:evaluate", "算一轮捆绑考核：每一步都列出来")
    _store(evaluate)
    evaluate.add_argument("--round", metavar="轮次", help="名称，或只有一轮含有的几个字，如 2025")
    evaluate.add_argument(
        "--rule", type=Path, metavar="规则文件", help="TOML，缺省按这一轮自己的捆绑规则"
    )
    evaluate.add_argument("--base", metavar="轮次", help="增值、差距与哪一轮比，缺省为上一轮")
    evaluate.add_argument(
        "--new", type=Path, metavar="轮次文件",
        help="TOML，先新开一轮：name、scheme、start、end，可写 schools、raters、base、[rule]",
    )  # fmt: skip
    evaluate.add_argument(
        "--scores", type=Path, metavar="评分表", help="先登记“学校×指标”的评分表（会写入）"
    )
    evaluate.add_argument("--rater", metavar="评分人", help="与 --scores 合用，如 局评")
    evaluate.add_argument("--auto", action="store_true", help="先按考核截止日取统计指标（会写入）")
    evaluate.add_argument("-o", "--output", type=Path, metavar="文件", help="评分汇总表，.xlsx")
    _json(evaluate)


def _calendar_commands(commands: _Commands) -> None:
    calendar = commands.add("calendar", "cli_calendar:calendar", "导出一学期的备课日历")
    _store(calendar)
    calendar.add_argument("--term", metavar="学期", help="如 2025-1，缺省为今天所在的学期")
    calendar.add_argument("--school", metavar="学校", help="只要这所学校参加的活动")
    calendar.add_argument(
        "-o", "--output", type=Path, required=True, metavar="文件", help="存到哪里，如 备课日历.ics"
    )
    _json(calendar)


def _sign_in_commands(commands: _Commands) -> None:
    sign_in = commands.add("signin", "cli_sign_in:sign_in", "写出一天各项活动的签到表")
    _store(sign_in)
    sign_in.add_argument("--date", type=day, required=True, metavar="日期", help="如 2025-10-15")
    sign_in.add_argument(
        "-o", "--output", type=Path, required=True, metavar="文件夹",
        help="每项活动一个工作簿；填好后用 import 导入",
    )  # fmt: skip
    _json(sign_in)


def _care_commands(commands: _Commands) -> None:
    undo = commands.add("undo", "cli_store:undo_command", "撤销最近一步操作")
    _store(undo)
    undo.add_argument("--list", action="store_true", help="只列出操作记录")
    _json(undo)
    backup = commands.add("backup", "cli_care:back_up", "备份数据文件并核对")
    _store(backup)
    backup.add_argument("folder", metavar="文件夹", nargs="?", type=Path, help="缺省为旁边的“备份”")
    _json(backup)
    restore = commands.add("restore", "cli_care:bring_back", "从备份恢复")
    restore.add_argument("backup", metavar="备份文件", type=Path)
    _store(restore)
    _json(restore)
    check = commands.add("check", "cli_care:examine", "检查数据文件是否完好")
    _store(check)
    _json(check)
    shots = commands.add("shots", "cli_shots:shots", "把每个页面和主要对话框存成图片")
    shots.add_argument("folder", metavar="文件夹", type=Path)
    shots.add_argument("store", metavar="数据文件", nargs="?", type=Path, help="缺省用演练集团")
    shots.add_argument("--size", type=size, default=(1366, 768), metavar="宽x高")
    shots.add_argument("--scale", type=scale, default=1.0, metavar="倍数")
    _json(shots)
