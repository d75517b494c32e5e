"""The face of evaluation; pages, datasets and operations join it with the store."""

from __future__ import annotations

from jtdesk.core.feature import Feature
from jtdesk.evaluation import words

FEATURE = Feature(code="evaluation", title=words.EVALUATION)
