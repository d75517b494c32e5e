"""Notices of the State Council as pasted, against the files that ship."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.lessonprep import holidays
from jtdesk.lessonprep.notices import NoticeFault, read_notice, year_in

NOTICES = {
    2023: """国务院办公厅关于2023年部分节假日安排的通知
一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。""",
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。""",
    2025: """国务院办公厅关于2025年
部分节假日安排的通知
国办发明电〔2024〕12号
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
国务院办公厅
2024年11月12日""",
    2026: """一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。""",
}


@pytest.mark.parametrize("year", NOTICES)
def test_a_pasted_notice_says_what_the_file_says(year):
    shipped = holidays.shelf()[0][year].holidays
    assert read_notice(NOTICES[year], year) == [replace(one, exchanged=()) for one in shipped]


def test_the_year_is_read_where_the_title_says_it():
    assert year_in(NOTICES[2025]) == 2025
    assert year_in(NOTICES[2026]) is None


@pytest.mark.parametrize(
    ("text", "year", "said"),
    [
        (NOTICES[2025], 2026, "这是 2025 年的通知"),
        ("明年放假见学校通知", 2027, "没有找到"),
        ("一、元旦：另行通知。", 2027, "没有看懂"),
        ("一、元旦：1月1日至3日放假，共5天。", 2027, "是 3 天，通知里写共 5 天"),
        ("一、元旦：2月30日放假。", 2027, "不是日期"),
        ("一、元旦：1月1日放假。1月5日上班。", 2027, "不是周末"),
        ("长" * 20_001, 2027, "超过 20000 个字"),
    ],
)
def test_what_is_no_notice_gets_a_sentence(text, year, said):
    with pytest.raises(NoticeFault, match=said):
        read_notice(text, year)


@given(st.text(alphabet="一二三、：:。0123456789年月日至放假上班共天（）() \n元旦", max_size=80))
def test_any_text_is_a_notice_or_gets_a_sentence(text):
    said = ""
    try:
        said = "" if read_notice(text, 2027) else "empty"
    except NoticeFault as fault:
        said = str(fault)
    assert not said or said.endswith("。")
