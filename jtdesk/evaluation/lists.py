"""What evaluation publishes: schemes, indicators, rounds, scores, results, appeals."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.evaluation import fields, queries, results, scheme_reads, scheme_taking, taking, words

INDICATORS = Dataset(
    name="indicators",
    title=words.INDICATORS,
    fields=fields.INDICATOR_FIELDS,
    rows=scheme_reads.indicators,
    words=("指标体系", "考核方案", "评价指标", "考核指标", "评估指标", "评分标准", "考核细则"),
    intake=Intake(
        fields=fields.SHEET_FIELDS,
        keys=(("scheme", "first", "second", "third", "point"),),
        signature=(("first", "second", "points"), ("first", "point", "points")),
        current=scheme_taking.current,
        write=scheme_taking.write,
        against=scheme_taking.filled,
        around=scheme_taking.around,
        as_of_sensitive=False,
    ),
)
ROUNDS = Dataset(
    name="rounds",
    title=words.ROUNDS,
    fields=fields.ROUND_FIELDS,
    rows=queries.rounds,
    words=("考核轮次", "考核安排"),
    intake=Intake(
        fields=fields.ROUND_INTAKE,
        keys=(("name",),),
        signature=(("name", "scheme", "start"), ("name", "scheme", "end")),
        current=scheme_taking.current_rounds,
        write=scheme_taking.write_rounds,
        against=scheme_taking.round_check,
        as_of_sensitive=False,
    ),
)
SCORES = Dataset(
    name="scores",
    title=words.SCORES,
    fields=fields.SCORE_FIELDS,
    rows=queries.scores,
    words=("评分表", "考核评分", "打分表", "自评表", "评分"),
    intake=Intake(
        fields=fields.SCORE_INTAKE,
        keys=(("round", "school", "indicator", "rater"),),
        signature=(("school", "indicator", "points"), ("indicator", "rater", "points")),
        current=taking.current,
        write=taking.write,
        against=taking.understood,
        beside=taking.beside,
        around=taking.around,
        told={"rater": tuple(known[0] for known in words.RATER_WORDS.values())},
        as_of_sensitive=False,
    ),
)
DATASETS = (
    Dataset(
        name="schemes",
        title=words.SCHEMES,
        fields=fields.SCHEME_FIELDS,
        rows=scheme_reads.schemes,
    ),
    INDICATORS,
    ROUNDS,
    SCORES,
    Dataset(
        name="results",
        title=words.RESULTS,
        fields=fields.RESULT_FIELDS,
        rows=results.results,
    ),
    Dataset(
        name="appeals",
        title=words.APPEALS,
        fields=fields.APPEAL_FIELDS,
        rows=results.appeals,
    ),
)
VALUES = (
    *(("evaluation_round.state", code, word) for code, word in words.STATES.items()),
    *(("evaluation_round.rule_code", code, one[0]) for code, one in words.BINDINGS.items()),
    *(("evaluation_scheme.code", code, title) for code, title in words.SHIPPED.items()),
    *(
        (f"{table}.rater", code, title)
        for table in ("evaluation_score", "evaluation_appeal")
        for code, title in (
            ("auto", words.SYSTEM),
            *((code, known[0]) for code, known in words.RATER_WORDS.items()),
        )
    ),
    *(("evaluation_appeal.state", code, word) for code, word in words.APPEAL_STATES.items()),
)
