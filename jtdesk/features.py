"""The list of features: the one place."""

from __future__ import annotations

from jtdesk.deployment.feature import FEATURE as DEPLOYMENT
from jtdesk.evaluation.feature import FEATURE as EVALUATION
from jtdesk.history.feature import FEATURE as HISTORY
from jtdesk.intake.feature import FEATURE as INTAKE
from jtdesk.lessonprep.feature import FEATURE as LESSONPREP
from jtdesk.schools.feature import FEATURE as SCHOOLS
from jtdesk.staff.feature import FEATURE as STAFF
from jtdesk.submissions.feature import FEATURE as SUBMISSIONS

FEATURES = (SCHOOLS, STAFF, DEPLOYMENT, LESSONPREP, EVALUATION, INTAKE, SUBMISSIONS, HISTORY)
