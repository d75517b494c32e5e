"""The face of evaluation: schemes, scores, what binds schools together, and the grades."""

from __future__ import annotations

from jtdesk.core.feature import Feature
from jtdesk.evaluation import fields, lists, service, words

FEATURE = Feature(
    code="evaluation",
    title=words.EVALUATION,
    datasets=lists.DATASETS,
    operations=service.OPERATIONS,
    demo="jtdesk.evaluation.demo:populate",
    self_named=("evaluation_scheme", "evaluation_round"),
    table_titles=words.TABLE_TITLES,
    field_titles=fields.FIELD_TITLES,
    value_titles=lists.VALUES,
)
