"""What titles, sheet names and file names say about school, date and school year."""

import pytest

from jtdesk.excel.context import places_in, school_year, statistics_date

NAMES = {
    "瀛东实验学校": "瀛东实验学校", "瀛东小学": "瀛东小学", "瀛小": "瀛东小学", "横屿小学": "横屿小学", "横屿中学": "横屿中学",
    "长屿学校": "长屿学校", "沙岛教学点": "沙岛教学点", "瀛东": "瀛东小学",
}  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "school"),
    [
        (["横屿小学教职工信息一览表"], "横屿小学"),
        (["Sheet1", "横屿 小 学教职工一览表"], "横屿小学"),
        (["瀛东教育集团2025学年教师花名册"], None),
        (["瀛东实验学校教师总课表"], "瀛东实验学校"),
        (["瀛小教师名册"], "瀛东小学"),
        (["长屿学校_沙岛教学点_导出"], None),
        (["长屿学校_沙岛教学点_导出", "沙岛教学点"], "沙岛教学点"),
        (["横屿中学(原横屿小学)", "横屿中学"], "横屿中学"),
        ([None, "", "横屿中学横屿中学"], "横屿中学"),
        ([], None),
    ],
)
def test_places(texts, school):
    assert places_in(texts, NAMES) == school


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["统计时点:2025年9月1日"], "2025-09-01"),
        (["填报单位(盖章):瀛东教育集团  统计时点:2025年9月1日   单位:人"], "2025-09-01"),
        (["截至2025年9月"], "2025-09"),
        (["数据截至日期：2025-09-01"], "2025-09-01"),
        (["(截止到2025年9月1日)"], "2025-09-01"),
        (["填报时间:2025年9月10日", "统计时点:2025年9月1日"], "2025-09-01"),
        (["填报时间:2025年9月10日"], "2025-09-10"),
        (["填报日期:      年    月    日"], None),
        (["2025学年教师花名册"], None),
    ],
)
def test_statistics_date(texts, found):
    assert statistics_date(texts) == found


@pytest.mark.parametrize(
    ("texts", "year"),
    [
        (["瀛东教育集团2025学年教师花名册"], 2025),
        (["2025-2026学年第一学期"], 2025),
        (["2024—2025学年度"], 2024),
        (["2024～2025学年"], 2024),
        (["2024-25学年"], 2024),
        (["2024-2025-1"], 2024),
        (["2025年秋季学期"], 2025),
        (["2025年春季学期"], 2024),
        (["统计时点:2025年9月1日"], None),
        (["2020-2025年规划"], None),
        (["教师花名册", "2025学年"], 2025),
    ],
)
def test_school_year(texts, year):
    assert school_year(texts) == year
