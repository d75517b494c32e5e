"""Written headings against the fields of one dataset: how sure each pairing is, best ones first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from jtdesk.core.datasets import Dataset
from jtdesk.core.fields import Field
from jtdesk.core.text import fold
from jtdesk.excel.tables import HeadingColumn
from jtdesk.excel.vocabulary import heading_key
from jtdesk.intake.rules import ColumnMatch

SURE = 0.6
# How sure a heading is that fits a family, and one that serves where no better one stands.
FAMILY, FALLBACK = 0.9, 0.8
# Signs by which two like headings may differ and still mean the same thing.
_FILLER = frozenset("的之者时间年月日期号码情况名称数类别性质是否级及与和、地址填写请最第所在")
# Words that turn a heading into one about somebody or something else.
_OTHER = (
    "配偶", "家长", "父", "母", "子女", "紧急", "曾用", "参加工作前", "入职前", "第一学历",
    "全日制", "原", "前任", "毕业", "推荐人", "填表", "填报", "审核", "负责人", "校长", "联系人",
    "非学历", "离", "师父", "徒弟", "学生",
)  # fmt: skip
_AFFIX = re.compile(
    r"^(20\d\d(年\d{1,2}月|学年度?|年)?"
    r"|教师|教职工|教职员工|教工|职工|员工|人员|本人|个人|现有?|目前|当前)+"
)
_TAIL = re.compile(r"(情况|信息|一栏|栏)$")
_BRACKETED = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
_SIGNS = re.compile(r"[\s*★☆※#:;,.。、·_~\"'“”‘’|/\\?!()\[\]【】〔〕{}<>《》-]+")
_START = frozenset({
    "起", "始", "开始", "起始", "自", "从", "起始时间", "开始时间", "起始年月", "开始年月",
    "起时间", "起始日期", "开始日期", "起年月",
})  # fmt: skip
_END = frozenset({
    "止", "终", "结束", "截止", "至", "到", "终止", "截至", "结束时间", "截止时间", "终止时间",
    "结束年月", "截止年月", "止时间", "结束日期", "终止日期", "截止日期", "止年月",
})  # fmt: skip
_GENERIC = _START | _END | {
    "级别", "时间", "名称", "类别", "人数", "数量", "单位", "类型", "日期", "年月",
}  # fmt: skip
_SPAN = ("起止", "期限", "年限起讫", "起讫", "周期")
_LENGTHS = frozenset({"公里", "千米", "km", "里", "米", "m"})
_TIMES = re.compile(r"起止|期限|周期|年限|起讫|时间|年月|日期|时段|时限|情况|信息")


class Offer(NamedTuple):
    """A field offered for a column."""

    confidence: float
    field: str
    how: str


def loose_key(text: str) -> str:
    """Return the key of a heading with what stands in brackets: 班级数(小学) -> 班级数小学."""
    return _SIGNS.sub("", fold(text))


class Headings:
    """The heading words of one dataset."""

    def __init__(self, dataset: Dataset) -> None:
        intake = dataset.intake
        self.dataset = dataset
        self.fields: Mapping[str, Field] = {f.name: f for f in intake.fields} if intake else {}
        self._named: dict[str, list[tuple[str, float, str]]] = defaultdict(list)
        for f in self.fields.values():
            for rank, word in enumerate((f.title, *f.aliases)):
                sure, how = (1.0, "exact") if rank == 0 else (0.98, "alias")
                self._named[loose_key(word)].append((f.name, sure, how))
            for word in f.fallbacks:
                self._named[loose_key(word)].append((f.name, FALLBACK, "fallback"))
            if f.group:
                self._named[loose_key(f.group + f.title)].append((f.name, 0.97, "alias"))
        self._families = [
            (f.name, re.compile("|".join(f.patterns))) for f in self.fields.values() if f.patterns
        ]
        self._groups = {
            loose_key(f.group): {g.name for g in self.fields.values() if g.group == f.group}
            for f in self.fields.values()
            if f.group
        }

    @cached_property
    def _parts(self) -> frozenset[str]:
        """Every word of this dataset's headings that a bracket may carry with meaning."""
        return frozenset(
            loose_key(part)
            for f in self.fields.values()
            for word in (f.title, *f.aliases)
            for part in _BRACKETED.findall(fold(word))
        ) | {"小学", "初中", "高中", "幼儿园", "男", "女", "起", "止", "在编", "编外", "其中"}

    @cached_property
    def spans(self) -> list[tuple[str, str]]:
        """Pairs of fields that hold the start and the end of one span."""
        pairs = []
        for start, end in (("start", "end"), ("from_date", "to_date"), ("from_date", "until")):
            for name in self.fields:
                if name.endswith(start):
                    other = name[: len(name) - len(start)] + end
                    if other in self.fields:
                        pairs.append((name, other))
        return pairs

    def offers(self, path: Sequence[str], unit: str = "") -> list[Offer]:
        """Return the fields a heading may mean, best first.

        Args:
            path: the heading.
            unit: the unit taken out of it; 距核心校 is minutes or kilometres by its unit alone.
        """
        best: dict[str, Offer] = {}
        if unit:
            whole = (*path[:-1], path[-1] + unit)
            best = {o.field: o for s in (self._written, self._fitting) for o in s(whole)}
        sources = (self._written, self._trimmed, self._ends, self._fitting)
        for offer in (offer for source in sources for offer in source(path)):
            held = best.get(offer.field)
            if held is None or offer.confidence > held.confidence:
                best[offer.field] = offer
        if not any(offer.confidence >= SURE for offer in best.values()):
            # 距核心校(公里) is like 距核心校时间 and yet another quantity.
            for offer in self._like(path) if fold(unit) not in _LENGTHS else ():
                held = best.get(offer.field)
                if held is None or offer.confidence > held.confidence:
                    best[offer.field] = offer
        return sorted(best.values(), key=lambda offer: (-offer.confidence, offer.field))

    def span(self, path: Sequence[str], ranged: bool = False) -> tuple[str, str] | None:
        """Return the pair of fields for a heading that holds a span, such as 交流起止时间.

        Args:
            path: the heading.
            ranged: the cells beneath hold a start and an end each.
        """
        leaf, whole = loose_key(path[-1]), loose_key("".join(path))
        if not self.spans or leaf in _START | _END:
            return None
        if not ranged and not any(word in whole for word in _SPAN):
            return None
        if not _TIMES.search(leaf):
            return None
        rests = {_TIMES.sub("", text) for text in (whole, leaf)}
        return next((pair for pair in self.spans if self._of_span(pair, rests)), None)

    def _of_span(self, pair: tuple[str, str], rests: Iterable[str]) -> bool:
        """Tell whether what a heading says beside "time" is what the span is about."""
        start = self.fields[pair[0]]
        words = {loose_key(self.fields[name].group) for name in pair}
        words |= {loose_key(word) for word in (start.title, *start.aliases)}
        return any(
            not rest
            or any(rest in word for word in words)
            or any(re.fullmatch(pattern, rest + "起") for pattern in start.patterns)
            for rest in rests
        )

    def _fitting(self, path: Sequence[str]) -> Iterable[Offer]:
        """Offer fields whose headings form a family: every …姓名, every 所在…单位."""
        keys = [loose_key(level) for level in path]
        leaf = loose_key(heading_key(path[-1]))
        for name, family in self._families:
            group = loose_key(self.fields[name].group)
            if any(family.fullmatch(key) for key in {keys[-1], leaf}):
                yield Offer(FAMILY * self._context(leaf, group, keys[:-1], 1), name, "family")
            elif len(keys) > 1 and family.fullmatch("".join(keys[-2:])):
                yield Offer(FAMILY * 0.99, name, "family")

    def _written(self, path: Sequence[str]) -> Iterable[Offer]:
        keys = [loose_key(level) for level in path]
        for at in range(len(keys) - 1):
            for name, sure, how in self._named.get("".join(keys[at:]), ()):
                yield Offer(sure * 0.99, name, how)
        yield from self._leaf(keys[-1], keys[:-1], 1.0, "")
        for at, key in enumerate(keys[:-1]):
            # An outer heading that is itself a field, split only for looks or by units.
            if len(keys[-1]) <= 2 and keys[-1] not in self._named and keys[-1] not in self._parts:
                yield from self._leaf(key, keys[:at], 0.7, "")

    def _leaf(self, leaf: str, outer: list[str], factor: float, how: str) -> Iterable[Offer]:
        named = self._named.get(leaf, ())
        for name, sure, found in named:
            group = loose_key(self.fields[name].group)
            weight = self._context(leaf, group, outer, len({n for n, _, _ in named}))
            told = how or ("group" if weight == 1.0 and group and leaf in _GENERIC else found)
            yield Offer(sure * weight * factor, name, told)

    def _context(self, leaf: str, group: str, outer: list[str], rivals: int) -> float:
        generic = leaf in _GENERIC
        if not outer:
            return 0.4 if generic and rivals > 1 else 0.97 if group else 1.0
        if group and any(_akin(group, level) for level in outer):
            return 1.0
        if any(word in level for level in outer for word in _OTHER):
            return 0.4
        others = [names for key, names in self._groups.items() if key in outer]
        if generic:
            return 0.4 if others or rivals > 1 else 0.75
        return 0.85 if others else 0.9

    def _trimmed(self, path: Sequence[str]) -> Iterable[Offer]:
        leaf, outer = path[-1], [loose_key(level) for level in path[:-1]]
        for key in self._shorter(leaf):
            yield from self._leaf(key, outer, 0.92, "trimmed")

    def _shorter(self, leaf: str) -> Iterable[str]:
        full = loose_key(leaf)
        inside = [loose_key(part) for part in _BRACKETED.findall(fold(leaf))]
        bare = loose_key(heading_key(leaf))
        meaningful = any(part in self._parts or part in self._named for part in inside)
        keys = [full] if meaningful else [bare, full]
        for key in keys:
            for short in (key, _AFFIX.sub("", key), _TAIL.sub("", key), _TAIL.sub("", _AFFIX.sub("", key))):  # fmt: skip  # noqa: E501
                if short and short != full:
                    yield short

    def _ends(self, path: Sequence[str]) -> Iterable[Offer]:
        """Offer start and end fields by words such as 自 and 至 under an outer heading."""
        leaf, outer = loose_key(path[-1]), "".join(loose_key(level) for level in path[:-1])
        side = 0 if leaf in _START else 1 if leaf in _END else None
        if side is None or not self.spans:
            return
        for pair in self.spans:
            group = loose_key(self.fields[pair[side]].group)
            if (group and outer and _akin(group, outer)) or len(self.spans) == 1:
                yield Offer(0.8, pair[side], "group")

    def _like(self, path: Sequence[str]) -> Iterable[Offer]:
        leaf = loose_key(heading_key(path[-1]))
        if len(leaf) < 3 or any(word in leaf for word in _OTHER):
            return
        from rapidfuzz import fuzz  # noqa: PLC0415 - loaded with the first heading nobody knows

        for key, named in self._named.items():
            ratio = fuzz.ratio(leaf, key) / 100
            if len(key) < 3 or ratio < 0.7 or leaf == key:
                continue
            safe = ratio >= 0.75 and _only_filler(leaf, key)
            outer = [loose_key(level) for level in path[:-1]]
            for name, _sure, _how in named:
                group = loose_key(self.fields[name].group)
                weight = self._context(leaf, group, outer, 1)
                yield Offer((0.7 if safe else 0.5) * ratio**0.25 * weight, name, "fuzzy")


def _akin(group: str, level: str) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415 - a start of the program needs none of it

    return (
        group == level
        or (len(level) > 1 and (group in level or level in group))
        or (
            len(group) > 3
            and len(level) > 3
            and group[:2] == level[:2]
            and fuzz.ratio(group, level) > 60
        )
    )


def _only_filler(first: str, second: str) -> bool:
    one, two = set(first), set(second)
    return (one ^ two) <= _FILLER and len(one & two) >= 2


def assign(
    headings: Headings,
    columns: Sequence[HeadingColumn],
    ranged: Callable[[int], bool] = lambda _place: False,
) -> list[ColumnMatch]:
    """Pair columns with fields, each field once: the surest first, then the leftmost.

    Args:
        headings: the words of the dataset.
        columns: the columns of a table.
        ranged: tells whether the cells of the column at a place hold a start and an end each.
    """
    offers: list[tuple[float, int, Offer]] = []
    spans: dict[int, tuple[str, str]] = {}
    for place, column in enumerate(columns):
        if not column.path:
            continue
        looked = bool(headings.spans and _TIMES.search(loose_key(column.leaf))) and ranged(place)
        span = headings.span(column.path, looked)
        found = headings.offers(column.path, column.unit)
        if span and (looked or not (found and found[0].confidence >= 0.95)):
            spans[place] = span
        else:
            offers += [(offer.confidence, place, offer) for offer in found]
    offers.sort(key=lambda entry: (-entry[0], entry[1], entry[2].field))
    chosen: dict[int, Offer] = {}
    taken: set[str] = set()
    guesses: dict[int, str] = {}
    for confidence, place, offer in offers:
        if place in chosen or offer.field in taken:
            continue
        if confidence < SURE:
            guesses.setdefault(place, offer.field)
            continue
        chosen[place] = offer
        taken.add(offer.field)
    _stand_in(headings, chosen, taken)
    matches = []
    for place, column in enumerate(columns):
        picked, span = chosen.get(place), spans.get(place)
        if picked is not None:
            matches.append(_match(column, (picked.field,), round(picked.confidence, 2), picked.how))
        elif span and not taken & set(span):
            matches.append(_match(column, span, 0.9, "range"))
            taken |= set(span)
        else:
            matches.append(_match(column, (), 0.0, "", guesses.get(place, "")))
    return matches


def _stand_in(headings: Headings, chosen: dict[int, Offer], taken: set[str]) -> None:
    """Let a column fill another field that found none: the only school named is the school."""
    for f in headings.fields.values():
        if f.stand_in and f.name not in taken and f.stand_in in taken:
            place = next(p for p, offer in chosen.items() if offer.field == f.stand_in)
            chosen[place] = chosen[place]._replace(field=f.name)
            taken.discard(f.stand_in)
            taken.add(f.name)


def _match(
    column: HeadingColumn, fields: tuple[str, ...], confidence: float, how: str, guess: str = ""
) -> ColumnMatch:
    return ColumnMatch(
        column.column, column.heading, fields, min(confidence, 1.0), how, column.unit, guess
    )
