"""The evaluation command from workbooks: scheme, scores, result with steps, summary, faults."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.app.worlds import Shell, write

SCHOOLS = (
    ("东校", "小学", "核心校"), ("西校", "小学", "成员校"), ("北校", "九年一贯制学校", "成员校"),
)  # fmt: skip
LINES = (
    ("一、管理制度（20分）", "1. 集团章程", "制定章程", 6, "查阅"),
    (None, "2. 联席会议", "每学期两次", 4, "少一次扣1分"),
    (None, "3. 年度计划", "任务到人", 10, None),
    ("二、师资互派（40分）", "交流轮岗", "交流比例", 25, None),
    (None, None, "骨干比例", 15, None),
    ("三、质量共升（40分）", "增值", "合格率提高", 24, None),
    (None, "满意度", None, 16, None),
    ("加分项", "表彰", "上级表彰", 5, None),
    ("一票否决", "重大安全责任事故", None, None, None),
)
NAMES = ("集团章程", "联席会议", "年度计划", "交流比例", "骨干比例", "增值", "满意度")
# Sums 86, 80, 83; mean 83. 东校 0.5 x 86 + 0.5 x 83 + bonus 3 = 87.5; 西校 0.7 x 80 + 0.3 x 83 =
# 80.9; 北校 0.7 x 83 + 0.3 x 83 = 83.
POINTS = {
    "东校": (6, 4, 9, 20, 12, 20, 15),
    "西校": (5, 3, 8, 18, 10, 22, 14),
    "北校": (4, 4, 7, 25, 15, 16, 12),
}
FINALS = {"东校": 87.5, "西校": 80.9, "北校": 83}
RULE = """
title = "本校与集团"
method = "own_group"
[[share]]
role = "核心校"
own = 0.5
group = 0.5
[[share]]
own = 0.7
group = 0.3
"""
SCORE_KEYS = {
    "school", "role", "own", "group", "growth", "bonus", "deduction", "veto", "final", "grade",
    "rank", "steps",
}  # fmt: skip


def scheme_book(folder: Path, lines: Any = LINES, name: str = "指标体系.xlsx") -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(["瀛东教育集团捆绑考核指标体系"])
    sheet.merge_cells("A1:E1")
    sheet.append(["一级指标", "二级指标", "要点", "分值", "评分办法"])
    for line in lines:
        sheet.append(line)
    for cells in ("A3:A5", "A6:A7", "B6:B7", "A8:A9"):
        sheet.merge_cells(cells)
    book.save(folder / name)
    return folder / name


def score_book(folder: Path, more: Any = (), name: str = "评分.xlsx") -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(["轮次", "学校", "指标", "得分", "评分人"])
    for school, points in POINTS.items():
        for title, one in zip(NAMES, points, strict=True):
            sheet.append(["2025学年", school, title, one, "局评"])
    sheet.append(["2025学年", "东校", "表彰", 3, "局评"])
    for line in more:
        sheet.append(line)
    book.save(folder / name)
    return folder / name


@pytest.fixture
def store(jtdesk: Shell, tmp_path: Path) -> Path:
    path = tmp_path / "集团.jtd"
    jtdesk("new", path, "--name", "瀛东教育集团", "--year", "2025")
    jtdesk(
        "import", path, write(tmp_path / "学校.csv", ("学校名称", "办学类型", "集团角色"), SCHOOLS)
    )
    assert jtdesk.code == 0, jtdesk.err
    return path


@pytest.fixture
def scored(jtdesk: Shell, store: Path, tmp_path: Path) -> Path:
    jtdesk("import", store, scheme_book(tmp_path), "--dataset", "indicators")
    assert jtdesk.code == 0, jtdesk.out + jtdesk.err
    jtdesk("import", store, score_book(tmp_path), "--dataset", "scores")
    assert jtdesk.code in (0, 1), jtdesk.out + jtdesk.err
    return store


def rule_file(folder: Path, text: str = RULE) -> Path:
    path = folder / "规则.toml"
    path.write_text(text, encoding="utf-8")
    return path


def worked(formula: str, digits: int) -> Fraction:
    """Work a formula out with nothing of the program."""
    for sign, mark in zip("＋－−×÷（），", "+--*/(),", strict=True):
        formula = formula.replace(sign, mark)
    formula = formula.replace("最小", "min").replace("最大", "max")
    plain = re.sub(r"\d+(?:\.\d+)?", lambda found: f"F('{found[0]}')", formula)
    value = Fraction(eval(plain, {"F": Fraction, "min": min, "max": max}))
    whole = int(abs(value) * 10**digits + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def test_the_contract_from_two_workbooks_and_a_rule(jtdesk: Shell, scored: Path, tmp_path: Path):
    found = jtdesk.document("evaluate", scored, "--round", "2025", "--rule", rule_file(tmp_path))
    assert jtdesk.code == 0, jtdesk.err
    assert found["scheme"] == "瀛东教育集团捆绑考核指标体系"
    assert found["version"].startswith("1-")
    assert found["rule"] == "本校与集团"
    schools = {one["school"]: one for one in found["schools"]}
    assert all(one.keys() >= SCORE_KEYS for one in found["schools"])
    assert {name: one["final"] for name, one in schools.items()} == FINALS
    assert {name: one["rank"] for name, one in schools.items()} == {"东校": 1, "北校": 2, "西校": 3}
    assert (schools["东校"]["role"], schools["东校"]["bonus"]) == ("核心校", 3)
    assert {one["group"] for one in schools.values()} == {83}
    for one in found["schools"]:
        assert one["steps"][-1]["value"] == one["final"]
        for step in one["steps"]:
            assert worked(step["from"], step["digits"]) == Fraction(str(step["value"])), step


def test_the_summary_workbook(jtdesk: Shell, scored: Path, tmp_path: Path):
    out = tmp_path / "汇总.xlsx"
    jtdesk("evaluate", scored, "--round", "2025学年", "-o", out)
    assert jtdesk.code == 0, jtdesk.err
    book = load_workbook(out)
    shown = [name for name in book.sheetnames if book[name].sheet_state == "visible"]
    assert shown == ["评分汇总", "各指标得分", "计算过程"]
    cells = {str(cell.value) for row in book["评分汇总"].iter_rows() for cell in row if cell.value}
    assert {"捆绑考核评分汇总表", "东校", "西校", "北校", "87.5", "80.9"} <= cells
    assert any("师资互派" in one and "40分" in one for one in cells)


def test_lists_of_what_was_taken_in(jtdesk: Shell, scored: Path):
    (scheme,) = jtdesk.document("list", scored, "schemes")
    assert (scheme["total"], scheme["indicators"], scheme["frozen"]) == (100, 8, True)
    codes = [row["code"] for row in jtdesk.document("list", scored, "indicators") if row["leaf"]]
    assert codes == ["1.1", "1.2", "1.3", "2.1.1", "2.1.2", "3.1", "3.2", "J1.1"]
    (one,) = jtdesk.document("list", scored, "rounds")
    assert (one["name"], one["start"], one["end"]) == ("2025学年", "2025-08-01", "2026-07-31")
    assert len(jtdesk.document("list", scored, "scores")) == 22
    results = jtdesk.document("list", scored, "results", "--where", "school=西校")
    assert results[0]["final"] == FINALS["西校"]


def test_scores_come_back_twice_and_one_wrong_row_is_named(
    jtdesk: Shell, scored: Path, tmp_path: Path
):
    again = jtdesk.document("import", scored, score_book(tmp_path), "--dataset", "scores")
    (table,) = again["files"][0]["tables"]
    assert (table["rows"], table["same"], table["rejected"]) == (22, 22, 0)
    assert jtdesk.code == 0
    wrong = (
        ("2025学年", "西校", "集团章程", 7, "专家"),
        ("2025学年", "西校", "没有的", 7, "专家"),
        ("2025学年", "西校", "满意度", 7, "张三"),
        ("2025学年", "南校", "满意度", 7, "专家"),
        ("2025学年", "西校", "满意度", "很好", "专家"),
        ("2025学年", "西校", "满意度", None, "专家"),
        ("2025学年", "西校", "满意度", 13, "专家"),
    )
    found = jtdesk.document("import", scored, score_book(tmp_path, wrong), "--dataset", "scores")
    (table,) = found["files"][0]["tables"]
    assert (table["created"], table["same"], table["rejected"]) == (1, 22, 6)
    assert [(one["row"], one["code"]) for one in table["rejections"]] == [
        (24, "bad_score"), (25, "unknown_indicator"), (26, "unknown_rater"),
        (27, "unknown_school"), (28, "not_a_number"), (29, "not_a_number"),
    ]  # fmt: skip
    assert "应在 0 到 6 分之间" in table["rejections"][0]["message"]
    assert jtdesk.code == 1


def test_the_same_scheme_again_makes_no_version_and_another_one_does(
    jtdesk: Shell, scored: Path, tmp_path: Path
):
    before = jtdesk.document("evaluate", scored, "--round", "2025")
    jtdesk("import", scored, scheme_book(tmp_path), "--dataset", "indicators")
    assert len(jtdesk.document("list", scored, "schemes")) == 1
    changed = [("三、质量共升（40分）", "增值", "合格率提高", 20, None)]
    lines = [*LINES[:5], *changed, (None, "满意度", None, 20, None), *LINES[7:]]
    jtdesk("import", scored, scheme_book(tmp_path, lines), "--dataset", "indicators")
    assert [row["number"] for row in jtdesk.document("list", scored, "schemes")] == [1, 2]
    assert jtdesk.document("evaluate", scored, "--round", "2025") == before
    jtdesk("undo", scored)
    assert len(jtdesk.document("list", scored, "schemes")) == 1


def test_a_scheme_whose_points_do_not_add_up_is_refused(jtdesk: Shell, store: Path, tmp_path: Path):
    lines = [("一、管理制度（25分）", *LINES[0][1:]), *LINES[1:]]
    jtdesk("import", store, scheme_book(tmp_path, lines), "--dataset", "indicators")
    assert jtdesk.code == 3
    assert "“管理制度”写的是 25 分，下级合计 20 分" in jtdesk.err
    lines = [*LINES, ("四、其他", "没有分", None, None, None)]
    jtdesk("import", store, scheme_book(tmp_path, lines), "--dataset", "indicators")
    assert jtdesk.code == 3
    assert "“其他 / 没有分”没有写分值" in jtdesk.err
    assert jtdesk.document("list", store, "schemes") == []


def test_scores_without_any_scheme_are_refused(jtdesk: Shell, store: Path, tmp_path: Path):
    jtdesk("import", store, score_book(tmp_path), "--dataset", "scores")
    assert jtdesk.code == 1
    assert "也没有考核方案" in jtdesk.out
    assert jtdesk.document("list", store, "rounds") == []


ROUND = """
name = "2026学年考核"
scheme = "group"
start = "2026-07-01"
end = "2027-04-30"
schools = ["东校", "西校"]
raters = ["局评"]
[rule]
title = "短板"
method = "own_group"
group = { choice = "weakest" }
"""


def test_a_round_from_a_file(jtdesk: Shell, store: Path, tmp_path: Path):
    path = tmp_path / "轮次.toml"
    path.write_text(ROUND, encoding="utf-8")
    assert jtdesk.document("evaluate", store, "--new", path) == {"round": "2026学年考核"}
    (one,) = jtdesk.document("list", store, "rounds")
    assert (one["schools"], one["raters"], one["rule"]) == (["东校", "西校"], ["局评"], "短板")
    jtdesk("evaluate", store, "--round", "2026", "--auto", "--json")
    assert jtdesk.code == 1  # most leaves nobody has scored, and there are no figures
    assert json.loads(jtdesk.out)["notes"]
    path.write_text(ROUND.replace("西校", "南校"), encoding="utf-8")
    jtdesk("evaluate", store, "--new", path)
    assert (jtdesk.code, "没有学校“南校”" in jtdesk.err) == (3, True)
    path.write_text(ROUND.replace("start", "begin"), encoding="utf-8")
    jtdesk("evaluate", store, "--new", path)
    assert (jtdesk.code, "缺少 start" in jtdesk.err) == (3, True)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--round", "1999"), 2, "没有名为“1999”的考核轮次"),
        ((), 2, "请写明哪一轮"),
        (("--round", "2025", "-o", "汇总.pdf"), 2, "文件名应以 .xlsx 结尾"),
        (("--round", "2025", "-o", "没有/汇总.xlsx"), 3, "文件夹不存在"),
        (("--round", "2025", "--rule", "没有.toml"), 3, "无法读取捆绑规则文件"),
        (("--round", "2025", "--base", "2020"), 2, "没有名为“2020”的考核轮次"),
    ],
)
def test_what_is_refused(
    jtdesk: Shell, scored: Path, words: tuple[str, ...], code: int, sentence: str
):
    jtdesk("evaluate", scored, *words)
    assert jtdesk.code == code
    assert sentence in jtdesk.err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = 'x'\nmethod = 'own_groop'\n", "method 只能是"),
        ("title = \n", "不是合规的 TOML"),
        ('title = "x"\nmethod = "own_group"\nown = 3\n', "不认识 own"),
    ],
)
def test_a_bad_rule_file_is_refused(
    jtdesk: Shell, scored: Path, tmp_path: Path, text: str, sentence: str
):
    jtdesk("evaluate", scored, "--round", "2025", "--rule", rule_file(tmp_path, text))
    assert (jtdesk.code, sentence in jtdesk.err) == (3, True), jtdesk.err


def test_growth_over_the_round_before(jtdesk: Shell, scored: Path, tmp_path: Path):
    book = Workbook()
    sheet = book.active
    sheet.append(["轮次", "学校", "指标", "得分", "评分人"])
    for school in POINTS:
        for title, one in zip(NAMES, POINTS["西校"], strict=True):
            sheet.append(["2024学年", school, title, one, "局评"])
    book.save(tmp_path / "2024.xlsx")
    jtdesk("import", scored, tmp_path / "2024.xlsx", "--dataset", "scores")
    rule = 'title = "增值"\nmethod = "growth"\n[[share]]\nown = 0.5\ngroup = 0.3\ngrowth = 0.2\n'
    found = jtdesk.document(
        "evaluate", scored, "--round", "2025", "--rule", rule_file(tmp_path, rule)
    )
    # Base 80 each: 东校 80 + 2 x 6 = 92, final 43 + 24.9 + 18.4 + 3 = 89.3
    east = found["schools"][0]
    assert (east["school"], east["growth"], east["final"]) == ("东校", 92, 89.3)


def test_a_veto_written_on_the_score_sheet_takes_the_grade(
    jtdesk: Shell, scored: Path, tmp_path: Path
):
    more = (
        ("2025学年", "西校", "重大安全责任事故", None, None),
        ("2025学年", "北校", "重大安全责任事故", 5, None),
    )
    found = jtdesk.document("import", scored, score_book(tmp_path, more), "--dataset", "scores")
    (table,) = found["files"][0]["tables"]
    assert (table["created"], table["rejected"]) == (1, 1)
    again = jtdesk.document("import", scored, score_book(tmp_path, more), "--dataset", "scores")
    assert again["files"][0]["tables"][0]["same"] == 23
    schools = jtdesk.document("evaluate", scored, "--round", "2025")["schools"]
    told = {one["school"]: (one["veto"], one["grade"]) for one in schools}
    assert told["西校"] == (["重大安全责任事故"], "不合格")
    assert told["东校"] == ([], "良好")


def test_codes_of_a_scheme_are_kept_and_no_dataset_has_to_be_named(
    jtdesk: Shell, store: Path, tmp_path: Path
):
    book = Workbook()
    sheet = book.active
    sheet.append(["学校办学水平评估标准"])
    sheet.append(
        ["一级指标", "二级指标", "三级指标", "评估要点", "分值", "评分办法", "自评", "复评"]
    )
    for line in (
        ("A1 办学条件", "B1 学校规划", "C1 校园选址", "安全", 10, "不合理酌扣2-5分"),
        ("", "", "C2 规模和班额", "规模适度", 20.5, "超规模扣5"),
        ("", "B2 设施", "C3 场地", "硬化", 469.5, ""),
        ("A2 管理", "B3 制度", "C4 章程", "有", 500, ""),
    ):
        sheet.append(line)
    book.save(tmp_path / "标准.xlsx")
    jtdesk("import", store, tmp_path / "标准.xlsx")
    assert jtdesk.code == 0, jtdesk.out + jtdesk.err
    rows = jtdesk.document("list", store, "indicators")
    assert [(row["code"], row["points"]) for row in rows if row["leaf"]] == [
        ("C1", 10), ("C2", 20.5), ("C3", 469.5), ("C4", 500),
    ]  # fmt: skip
    assert (rows[2]["parent"], rows[2]["note"]) == ("B1", "安全；不合理酌扣2-5分")
    scores = (("东校", "C1校园选址", 8, "局评"), ("东校", "管理/制度/章程", 400, "局评"))
    table = write(tmp_path / "评分.csv", ("学校", "指标", "得分", "评分人"), scores)
    jtdesk("import", store, table)
    assert jtdesk.document("list", store, "rounds")[0]["scores"] == 2


def test_rounds_come_in_from_a_list(jtdesk: Shell, scored: Path, tmp_path: Path):
    headings = ("轮次", "考核方案", "起", "止", "参评学校", "评分人")
    scheme = "瀛东教育集团捆绑考核指标体系"
    rows = (
        ("2026学年", scheme, "2026-09-01", "2027-06-30", "东校、西校", "局评、专家评"),
        ("2027学年", "没有的方案", "2027-09-01", "2028-06-30", "", ""),
        ("2028学年", scheme, "2028-09-01", "2029-06-30", "南校", ""),
        ("2029学年", scheme, "2029-09-01", "2030-06-30", "东校", "张三"),
        ("2030学年", scheme, "2030-09-01", "2029-06-30", "东校", ""),
    )
    found = jtdesk.document(
        "import", scored, write(tmp_path / "轮次.csv", headings, rows), "--dataset", "rounds"
    )
    (table,) = found["files"][0]["tables"]
    assert (table["created"], table["rejected"]) == (1, 4), table
    assert [one["code"] for one in table["rejections"]] == [
        "unknown_scheme", "unknown_school", "unknown_rater", "date_order",
    ]  # fmt: skip
    one = jtdesk.document("list", scored, "rounds", "--where", "name=2026学年")[0]
    assert (one["schools"], one["raters"]) == (["东校", "西校"], ["专家评", "局评"])


def test_the_practice_group_has_two_years_of_results(jtdesk: Shell, tmp_path: Path):
    path = tmp_path / "演练.jtd"
    jtdesk("demo", path, "--schools", 5, "--staff", 60)
    rounds = jtdesk.document("list", path, "rounds")
    assert [one["state"] for one in rounds] == ["已锁定", "评分中"]
    results = jtdesk.document("list", path, "results")
    assert len(results) == 10
    assert all(40 < row["final"] <= 100 for row in results)
    assert all(row["growth"] is not None for row in results[5:])
    assert jtdesk.code == 0
    jtdesk("evaluate", path, "--round", rounds[1]["name"], "--auto")
    assert "已取统计指标" in jtdesk.out
    jtdesk("evaluate", path, "--round", rounds[0]["name"], "--auto")
    assert (jtdesk.code, "已锁定，不能修改" in jtdesk.err) == (3, True)


def matrix(folder: Path, lines: Any, name: str = "矩阵.xlsx") -> Path:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    book.save(folder / name)
    return folder / name


def test_a_table_of_schools_by_indicators_either_way_round(
    jtdesk: Shell, scored: Path, tmp_path: Path
):
    before = jtdesk.document("evaluate", scored, "--round", "2025")
    down = matrix(tmp_path, [
        ["2025学年考核评分表"], ["序号", "学校", *NAMES, "合计"],
        *([number, school, *points, sum(points)]
          for number, (school, points) in enumerate(POINTS.items(), 1)),
        [None, "平均", *[1] * len(NAMES)],
    ])  # fmt: skip
    jtdesk("evaluate", scored, "--round", "2025", "--scores", down, "--rater", "局评")
    assert "改动 0 条" in jtdesk.out
    across = matrix(tmp_path, [
        ["一级指标", "指标", "满分", *POINTS],
        *(["甲", name, 6, *(points[at] for points in POINTS.values())]
          for at, name in enumerate(NAMES[:-1])),
        ["甲", NAMES[-1], 16, 15, 14, 16],
    ])  # fmt: skip
    found = jtdesk.document(
        "evaluate", scored, "--round", "2025", "--scores", across, "--rater", "局评"
    )
    north = next(one for one in found["schools"] if one["school"] == "北校")
    assert north["own"] == 87  # 83 with 16 instead of 12 for 满意度
    jtdesk("undo", scored)
    assert jtdesk.document("evaluate", scored, "--round", "2025") == before


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (["东校", 7, 3], "单元格 B2（东校）：1.1“集团章程”应在 0 到 6 分之间，给了 7 分"),
        (["东校", 5, "好"], "单元格 C2（东校）：得分“好”不是数"),
        (["南校", 5, 3], "第 2 行：集团内没有学校“南校”"),
    ],
)
def test_a_cell_that_does_not_fit_refuses_the_table(
    jtdesk: Shell, scored: Path, tmp_path: Path, line: list[Any], sentence: str
):
    path = matrix(tmp_path, [["学校", "集团章程", "联席会议"], line, ["西校", 5, 3]])
    jtdesk("evaluate", scored, "--round", "2025", "--scores", path, "--rater", "局评")
    assert (jtdesk.code, sentence in jtdesk.err) == (3, True), jtdesk.err
    empty = matrix(tmp_path, [["别的", "内容"], [1, 2]])
    jtdesk("evaluate", scored, "--round", "2025", "--scores", empty, "--rater", "局评")
    assert (jtdesk.code, "没有找到“学校×指标”的评分表" in jtdesk.err) == (3, True)
