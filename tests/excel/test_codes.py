"""The shipped code lists: well formed, unambiguous, and wise to the words people write."""

from pathlib import Path

import pytest

from jtdesk.core.codes import read_code_lists
from jtdesk.core.text import fold
from jtdesk.excel.values import parser

CODES = read_code_lists([Path(__file__).parents[2] / "schemas" / "codes"])


@pytest.mark.parametrize("name", sorted(CODES))
def test_no_word_has_two_meanings(name):
    codes = CODES[name]
    assert codes.title
    assert codes.source
    owner = {fold(word): None for word in codes.nothing}
    for code in codes.codes:
        for word in (code.value, *code.aliases):
            assert owner.setdefault(fold(word), code.value) == code.value, word


@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("title", "小高", "一级教师"), ("title", "小一", "二级教师"), ("title", "小二", "三级教师"),
        ("title", "中学高级", "高级教师"), ("title", "中学一级", "一级教师"), ("title", "副高", "高级教师"),
        ("title", "正高", "正高级教师"), ("title", "中级", "一级教师"), ("title", "无", "未取得职称"),
        ("title", "未评", "未取得职称"), ("title", "未定级", "未取得职称"), ("title", "一级教师(2018)", "一级教师"),
        ("title", "高级", "高级教师"), ("title", "中小学一级教师", "一级教师"), ("title", "013-一级教师", "一级教师"),
        ("backbone_level", "区级骨干", "县级"), ("backbone_level", "市级骨干教师", "市级"), ("backbone_level", "无", None),
        ("backbone_level", "校级", "校级"), ("backbone_level", "区学科带头人", "县级"), ("backbone_level", "特级教师", "特级教师"),
        ("subject", "体育", "体育与健康"), ("subject", "道法", "道德与法治"), ("subject", "政治", "道德与法治"),
        ("subject", "思品", "道德与法治"), ("subject", "信息技术", "信息科技"), ("subject", "生物", "生物学"),
        ("subject", "外语", "英语"), ("establishment", "合同制", "编外"), ("establishment", "编外", "编外"),
        ("establishment", "事业编", "在编"), ("establishment", "退休返聘", "返聘"), ("education", "大专", "专科"),
        ("education", "大学专科", "专科"), ("education", "大学本科", "本科"), ("education", "研究生", "研究生"),
        ("education", "本科学历", "本科"), ("education", "中师", "中专"), ("placement_mode", "轮岗交流", "定期轮岗"),
        ("placement_mode", "跟岗学习", "跟岗"), ("gender", "1-男", "男"), ("gender", "2-女", "女"), ("gender", "01 男", "男"),
        ("gender", "男 ", "男"), ("gender", "A.是", None), ("gender", "女性", "女"), ("gender", "１", "男"), ("gender", "M", "男"),
        ("gender", "1男", "男"), ("gender", "(2)女", "女"), ("gender", "男(1)", "男"), ("boolean", "A.是", "是"),
        ("ethnicity", "汉", "汉族"), ("ethnicity", "01汉族", "汉族"), ("ethnicity", "畲族", "畲族"),
        ("political_status", "党员", "中共党员"), ("political_status", "13", "群众"), ("school_kind", "九年一贯制", "九年一贯制学校"),
        ("school_role", "核心校", "核心校"), ("legal_status", "独立法人", "独立法人"), ("area", "农村", "乡村"), ("area", "111", "城区"),
        ("stage", "小学部", "小学"), ("duty_status", "在职在岗（本校任教）", "在岗"), ("duty_status", "产假（不在岗）", "产假"),
    ],
)  # fmt: skip
def test_words(name, word, value):
    found = parser("code", codes=CODES[name])(word)
    if (name, word) == ("gender", "A.是"):
        assert found.code == "unknown_code_word"
    else:
        assert (found.value, found.code) == (value, None)


def test_numbers_are_codes_too():
    assert parser("code", codes=CODES["gender"])(1).value == "男"
    assert parser("code", codes=CODES["gender"])(2.0).value == "女"


@pytest.mark.parametrize("word", ["初级", "中高级", "校长", "12345", "=A1"])
def test_ambiguous_and_strange_words_are_refused(word):
    found = parser("code", codes=CODES["title"])(word)
    assert (found.value, found.code) == (None, "unknown_code_word")
    assert "职称" in found.message


def test_several_words_in_one_cell():
    parse = parser("codes", codes=CODES["subject"])
    assert parse("语文、道法").value == ("语文", "道德与法治")
    assert parse("体育/音乐,美术").value == ("体育与健康", "音乐", "美术")
    assert parse("语文 语文").value == ("语文",)
    assert parse("语文、魔法").code == "unknown_code_word"
    assert parse("无").value is None


def test_fifty_six_peoples():
    assert sum(value.endswith("族") for value in CODES["ethnicity"].values) == 56
