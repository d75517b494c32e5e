"""Cells of timetables -> lessons: subject, teachers, class, weeks in whatever order they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from jtdesk.core.class_names import class_within, is_class
from jtdesk.core.codes import CodeList
from jtdesk.core.text import fold, tidy

NO_LESSON = frozenset({
    "大课间", "课间", "课间操", "课间活动", "眼保健操", "眼操", "早操", "广播操", "午休", "午餐",
    "午饭", "午睡", "早餐", "晚餐", "放学", "升旗", "升旗仪式", "休息", "空", "无", "无课", "/",
    "-", "—", "——", "--", "×", "x", "○", "\\", "大课间活动", "午间休息", "课间餐",
})  # fmt: skip
ACTIVITIES = frozenset({
    "班会", "队会", "自习", "自修", "阅读", "课外阅读", "整本书阅读", "晨会", "晨读", "早读",
    "国学", "体活", "体育活动", "体锻", "活动", "活动课", "选修", "选修课", "走班", "兴趣",
    "兴趣小组", "兴趣活动", "拓展课程", "安全", "健康", "环境", "围棋", "象棋", "足球", "篮球",
    "排球", "乒乓球", "羽毛球", "武术", "合唱", "编程", "口语", "作文", "习作", "口算", "练习",
    "辅导", "培优", "周测", "考试", "测验", "课后服务", "延时服务", "晚自习", "晚修", "探究",
    "科技", "实验", "诵读", "经典诵读", "写字", "听力", "外教", "双语", "手工", "陶艺", "创客",
    "机器人", "生命", "生涯", "德育",
})  # fmt: skip
_WHERE = re.compile(r".{0,8}(?:教室|功能室|实验室|室|操场|场馆|球馆|体育馆|场|楼\d*)")
_PLACES = frozenset({"操场", "礼堂", "机房", "教室", "球场", "球馆"})
_WEEKS = r"第?\s*\d{1,2}(?:\s*[-~—–至到,，、]\s*\d{1,2})*\s*周"
_SIDE = r"[单双]"
_MARK = (
    rf"(?:{_WEEKS}\s*(?:[(（]?\s*{_SIDE}\s*周?\s*[)）]?)?|{_SIDE}\s*周?\s*{_WEEKS}"
    rf"|\d{{1,2}}(?:\s*[-~—–]\s*\d{{1,2}})\s*{_SIDE}\s*周?)"
)
_BRACKETED = rf"[(（\[【〔]\s*(?P<inner>{_SIDE}\s*周?|{_MARK})\s*[)）\]】〕]"
_FIRST = re.compile(
    rf"(?:^|(?<=[\s/／;；、,，|)）]))(?:(?P<word>{_SIDE}周?|{_MARK})\s*[:：]|(?P<bare>{_SIDE}周)\s*(?=[^\s/／;；)）]))"
)
_LAST = re.compile(
    rf"{_BRACKETED}|(?P<tail>(?<=\S){_SIDE}周|(?<=\s){_MARK}|(?<=[)）\]班]){_MARK})(?=\s*(?:$|[/／;；\n|]))"
)
_LEADING = re.compile(rf"^{_BRACKETED}[:：]?\s*(?=\S)")
_PIECES = re.compile(r"[/／;；\n|｜]+")
_TOKENS = re.compile(r"[\s/／|｜()（）\[\]【】〔〕<>《》:：;；,，、&＆+＋\-－—~]+")
_NAME = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]{2,4}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,8}")
_HONORIFIC = re.compile(r"(?<=.)(?:老师|教师)$")
_SPACED = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)

Subject = Callable[[str], str | None]
_OTHER = {"单": "双", "双": "单"}


def subject_finder(codes: CodeList | None) -> Subject:
    """Return the function that knows the subjects of a code list."""

    def find(word: str) -> str | None:
        return codes.named(word)[1] if codes is not None and word else None

    return find


@dataclass(frozen=True, slots=True)
class Taught:
    """One lesson of a cell.

    Attributes:
        subject: as the code list has it, else as written; empty where the cell names none.
        names: of the teachers.
        class_name: empty where the cell names none.
        weeks: as written, empty for every week.
    """

    subject: str = ""
    names: tuple[str, ...] = ()
    class_name: str = ""
    weeks: str = ""


class _Token(NamedTuple):
    kind: str  # subject, name, class, unknown
    text: str


def by_weeks(text: str) -> list[tuple[str, str]]:
    """Part a cell into ``(text, weeks)``: 单:语文/双:数学, 美术(单)音乐(双), 科学(1-8周)."""
    first = list(_FIRST.finditer(text))
    if first:
        ends = [*(mark.start() for mark in first[1:]), len(text)]
        pairs = [
            (_trimmed(text[mark.end() : end]), mark["word"] or mark["bare"])
            for mark, end in zip(first, ends, strict=True)
        ]
        before = _trimmed(text[: first[0].start()])
        return ([(before, "")] if before else []) + [pair for pair in pairs if pair[0]]
    leading = _LEADING.match(text)
    if leading:
        rest = by_weeks(text[leading.end() :])
        return [(part, weeks or tidy(leading["inner"])) for part, weeks in rest]
    last = list(_LAST.finditer(text))
    if not last or not _trimmed(text[: last[0].start()]):
        return [(text, "")]
    if len(last) == 1:
        return _one_mark(text, last[0])
    starts = [0, *(mark.end() for mark in last)]
    parts = [
        _trimmed(text[start : mark.start()]) for start, mark in zip(starts, last, strict=False)
    ]
    after = _trimmed(text[starts[-1] :])
    if after and all(" " in _PIECES.sub(" ", part) for part in parts[1:]):
        # 美术(单) 张三 音乐(双) 李四: the names follow the weeks.
        split = [part.replace("\n", " ").rpartition(" ")[::2] for part in parts[1:]]
        carriers = [parts[0], *(carrier for _, carrier in split)]
        tails = [*(_trimmed(tail) for tail, _ in split), after]
        parts = [f"{carrier} {tail}" for carrier, tail in zip(carriers, tails, strict=True)]
    elif after:
        parts = [f"{part} {after}" for part in parts]
    return [(part, _word(mark)) for part, mark in zip(parts, last, strict=True) if part]


def _one_mark(text: str, mark: re.Match[str]) -> list[tuple[str, str]]:
    """Read a cell with weeks written once: 美术(单)/音乐 leaves the other weeks to 音乐."""
    word = _word(mark)
    pieces = [piece for piece in _PIECES.split(text[: mark.start()]) if piece.strip()]
    after = text[mark.end() :]
    rest = _trimmed(after)
    side = word[0] if word[0] in _OTHER and len(word) <= 2 else ""
    if side and rest and _PIECES.match(after.strip()) and len(pieces) == 1:
        return [(_trimmed(pieces[0]), word), (rest, _OTHER[side])]
    return [(_trimmed(f"{text[: mark.start()]} {rest}" if rest else text[: mark.start()]), word)]


def _word(mark: re.Match[str]) -> str:
    return tidy(mark["inner"] or mark["tail"])


def _trimmed(text: str) -> str:
    return text.strip(" \t\n\u3000/／;；、,，|")


def is_no_lesson(text: str) -> bool:
    """Tell whether a cell names no lesson but a break or nothing."""
    return fold(text) in NO_LESSON or not fold(text)


class CellReader:
    """Reads the cells of one timetable; what is a name and what a subject it learns from all.

    Args:
        subject: returns the subject a word stands for, None for anything else.
        people: names of the persons on the staff register.
    """

    def __init__(self, subject: Subject, people: Iterable[str] = ()) -> None:
        self._subject = subject
        self._people = frozenset(people)
        self._names: set[str] = set()
        self._name_first = False
        self._words: dict[str, str | None] = {}
        self._alone = False

    def learn(self, cells: Iterable[str]) -> None:
        """Look at all cells once: which words stand beside a known subject or person."""
        orders: Counter[str] = Counter()
        pairs: list[list[_Token]] = []
        bare = known = 0
        for cell in set(cells):
            for text, _weeks in by_weeks(cell):
                tokens = self._tokens(text)
                kinds = [t.kind for t in tokens if t.kind != "class"]
                known += "subject" in kinds
                bare += kinds == ["unknown"]
                if len(kinds) > 1:
                    pairs.append([t for t in tokens if t.kind != "class"])
                if kinds in (["subject", "unknown"], ["subject", "name"], ["unknown", "name"]):
                    orders["subject"] += 1
                elif kinds in (["unknown", "subject"], ["name", "subject"], ["name", "unknown"]):
                    orders["name"] += 1
        self._name_first = orders["name"] > orders["subject"]
        for tokens in pairs:
            if any(t.kind == "subject" for t in tokens):
                self._names |= {t.text for t in tokens if t.kind == "unknown"}
        # A timetable of names alone: 张三 in every cell, never a subject.
        self._alone = bare > 0 and known == 0

    def read(self, cell: str) -> list[Taught]:
        """Return the lessons of a cell in which subject and teachers are written."""
        found: list[Taught] = []
        for text, weeks in by_weeks(cell):
            found += [replace(one, weeks=weeks) for one in self._lessons(text)]
        return found

    def of_teacher(self, cell: str) -> list[Taught]:
        """Return the lessons of a cell of one teacher's timetable: classes, maybe the subject."""
        found: list[Taught] = []
        for text, weeks in by_weeks(cell):
            found += [replace(one, weeks=weeks) for one in self._classes(text)]
        return found

    def _classes(self, text: str) -> list[Taught]:
        whole = tidy(text)
        if is_class(whole):
            return [Taught(class_name=whole)]
        inside, rest = _classes_within(whole)
        subject = next((t.text for t in self._tokens(rest) if t.kind == "subject"), "")
        if inside:
            # Classes taught together are one lesson.
            return [Taught(subject, class_name="、".join(inside))]
        glued = self._glued_class(whole)
        return [glued or Taught(class_name=whole)]

    def _glued_class(self, text: str) -> Taught | None:
        """Part 数学701 and 七1数学."""
        for at in range(len(text) - 1, 0, -1):
            left, right = text[:at].strip(), text[at:].strip()
            for word, name in ((left, right), (right, left)):
                subject = self._known(word)
                if subject and is_class(name):
                    return Taught(subject, class_name=name)
        return None

    def _known(self, word: str) -> str | None:
        if word not in self._words:
            self._words[word] = self._subject(word) or (word if fold(word) in ACTIVITIES else None)
        return self._words[word]

    def _lessons(self, text: str) -> list[Taught]:
        """Group subjects and names: 语文 张三 数学 李四, 张三 语文 李四 数学, 体育 张三/李四."""
        tokens = self._settled(self._tokens(text))
        class_name = next((t.text for t in tokens if t.kind == "class"), "")
        words = [t for t in tokens if t.kind != "class"]
        subject_first = bool(words) and words[0].kind == "subject"
        groups: list[tuple[str, list[str]]] = []
        for kind, word in words:
            if kind == "subject":
                if subject_first or not groups or groups[-1][0]:
                    groups.append((word, []))
                else:
                    groups[-1] = (word, groups[-1][1])
            elif not groups or (groups[-1][0] and not subject_first and _goes_on(words, word)):
                groups.append(("", [word]))
            else:
                groups[-1][1].append(word)
        return [Taught(subject, tuple(names), class_name) for subject, names in groups]

    def _settled(self, tokens: Sequence[_Token]) -> list[_Token]:
        """Decide what unknown words are: names they were elsewhere, else by the usual place."""
        loose = [t for t in tokens if t.kind != "class"]
        kinds = {t.kind for t in loose}
        settled = []
        for place, token in enumerate(loose):
            kind = token.kind
            if kind == "unknown":
                if token.text in self._names or "subject" in kinds or self._alone:
                    kind = "name"
                elif "name" in kinds or len(loose) == 1:
                    kind = "subject"
                else:
                    first = place == 0
                    kind = "name" if first == self._name_first else "subject"
            settled.append(_Token(kind, token.text))
        return settled + [t for t in tokens if t.kind == "class"]

    def _tokens(self, text: str) -> list[_Token]:
        whole = tidy(_SPACED.sub(r"\1\2", text))
        subject = self._known(whole)
        if subject:
            return [_Token("subject", subject)]
        inside = class_within(whole)
        found = [_Token("class", inside)] if inside else []
        for word in _split(_without(whole, inside)):
            found += self._of_word(word)
        return found

    def _of_word(self, written: str) -> list[_Token]:
        bare = _HONORIFIC.sub("", written)
        called = bare != written and (_NAME.fullmatch(bare) is not None or len(bare) == 1)
        word = bare if called else written
        subject = None if called else self._known(word)
        if subject:
            return [_Token("subject", subject)]
        if called or word in self._people:
            return [_Token("name", word if len(word) > 1 else written)]
        if is_class(word) and not _NAME.fullmatch(word):
            return [_Token("class", word)]
        glued = self._glued(word)
        nothing = word in _PLACES or (_WHERE.fullmatch(word) and len(word) > 2)
        if glued or nothing or not re.search(r"\w", word):
            return glued
        return [_Token("unknown", word)]

    def _glued(self, word: str) -> list[_Token]:
        """Part 语文张三 and 张三语文."""
        for at in range(len(word) - 2, 1, -1):
            for part, rest, first in (
                (word[:at], word[at:], True),
                (word[-at:], word[:-at], False),
            ):
                subject = self._known(part)
                if subject and (rest in self._people or _NAME.fullmatch(rest)):
                    pair = [_Token("subject", subject), _Token("name", rest)]
                    return pair if first else pair[::-1]
        return []


def _goes_on(words: Sequence[_Token], name: str) -> bool:
    """Tell whether a subject still follows a name, which then opens the next pair."""
    at = next(place for place, token in enumerate(words) if token.text == name)
    return any(token.kind == "subject" for token in words[at + 1 :])


def _classes_within(text: str) -> tuple[list[str], str]:
    """Return the classes a cell names and the rest of it."""
    found: list[str] = []
    rest: list[str] = []
    for piece in re.split(r"[\s/／、,，;；|＆&+＋]+", text):
        inside = piece if is_class(piece) else class_within(piece)
        if inside:
            found.append(inside)
            rest.append(_without(piece, inside))
        else:
            inner = [word for word in _split(piece) if is_class(word)]
            found += inner
            rest += [word for word in _split(piece) if word not in inner]
    return found, " ".join(rest)


def _split(text: str) -> list[str]:
    return [word for word in _TOKENS.split(text) if word]


def _without(text: str, part: str) -> str:
    return text.replace(part, " ", 1) if part else text
