"""Eligible people, ratios and gaps by every policy, against a plain recomputation of the truth."""

from __future__ import annotations

from math import ceil, floor

import pytest

from jtdesk.core.datasets import remembering
from jtdesk.core.errors import InputRefused, UsageError
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.store import open_store
from jtdesk.deployment import measures, standards
from jtdesk.deployment.standards import Choice
from tests.deployment import truth_group

DAY = "2025-09-01"
POLICIES = (
    "national", "suzhou", "tianjin", "shanghai", "nanjing", "changzhou", "hefei", "anhui",
)  # fmt: skip
COUNTY = {"省级", "市级", "县级"}
CITY = {"省级", "市级"}
MODES = {"定期轮岗", "支教", "走教"}


@pytest.fixture(scope="module")
def group(shared_data, empty_store_file, tmp_path_factory):
    path = tmp_path_factory.mktemp("measures") / "group.jtd"
    path.write_bytes(empty_store_file.read_bytes())
    with open_store(path) as store:
        truth_group.fill(store, shared_data)
        yield store


@pytest.fixture(scope="module")
def truth(shared_data):
    return truth_group.truth(shared_data)


# --- a recomputation of its own ----------------------------------------------------------------


def months(text):
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def retires(person):
    """Month of retirement in months, by the table of the decision itself."""
    base = 60 if person["gender"] == "男" else 55
    old = months(person["birth_date"]) + base * 12
    late = old - (2025 * 12)
    return old if late < 0 else old + min(36, late // 4 + 1)


def may_move(person):
    return (
        person["establishment"] == "在编"
        and months(DAY) - months(person["school_since"]) >= 72
        and retires(person) - months(DAY) >= 60
    )


def away(truth):
    """People away on the day, one placement each."""
    found = [
        p for p in truth["placements"]
        if p["mode"] in MODES and p["start"] <= "2025-09" <= p["end"]
    ]  # fmt: skip
    assert len({p["id_number"] for p in found}) == len(found)
    return found


def expected(truth, policy, school=None, stage=None):
    """Return ``{ratio: (numerator, denominator, threshold, operator)}`` of one scope."""
    staff = {p["id_number"]: p for p in truth["staff"]}
    schools = {s["name"]: s for s in truth["schools"]}
    able = [
        p for p in staff.values()
        if may_move(p) and school in (None, p["school"]) and stage in (None, p["stage"])
    ]  # fmt: skip
    gone = [
        p for p in away(truth)
        if school in (None, p["from_school"]) and stage in (None, staff[p["id_number"]]["stage"])
    ]  # fmt: skip
    backbone = [p for p in gone if staff[p["id_number"]]["backbone_level"] in COUNTY]
    if policy == "shanghai":
        gone = [
            p for p in gone
            if (schools[p["to_school"]]["area"] == "乡村" or schools[p["to_school"]]["island"])
            and months(p["end"]) - months(p["start"]) >= 34  # three school years to July
        ]  # fmt: skip
        backbone = [p for p in gone if staff[p["id_number"]]["backbone_level"] in COUNTY]
        return {
            "rotation_share": (len(gone), len(able), 20, ">="),
            "backbone_share": (len(backbone), len(gone), 30, ">="),
        }
    if policy == "changzhou":
        leaders = [p for p in able if p["backbone_level"] in CITY and p["position"] == "专任教师"]
        out = [
            p for p in gone
            if staff[p["id_number"]]["backbone_level"] in CITY
            and staff[p["id_number"]]["position"] == "专任教师"
        ]  # fmt: skip
        return {
            "rotation_share": (len(gone), len(able), 15, ">="),
            "backbone_share": (len(out), len(leaders), 15, ">="),
        }
    asked = {
        "national": (10, 20, ">="), "suzhou": (20, 20, ">="), "tianjin": (20, 50, ">"),
        "nanjing": (15, None, ">="), "hefei": (10, None, ">="), "anhui": (10, 20, ">="),
    }[policy]  # fmt: skip
    below = len(able) if policy == "anhui" else len(gone)
    found = {
        "rotation_share": (len(gone), len(able), asked[0], asked[2]),
        "backbone_share": (len(backbone), below, asked[1], asked[2]),
    }
    if policy == "hefei":
        found["graduating_share"] = (0, 0, 30, ">=")  # the rosters name no grades
    return found


def gap(n, d, threshold, operator):
    if threshold is None:
        return None
    if not d:
        return 0
    least = ceil(threshold * d / 100) if operator == ">=" else floor(threshold * d / 100) + 1
    return max(0, least - n)


def rows_of(store, policy, day=DAY):
    code, rows = store.ask(lambda s: measures.rows(s, day, policy))
    return code, {(row.name.removeprefix("deployment."), row.scope): row for row in rows}


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_equals_a_plain_recomputation(group, truth, policy):
    code, rows = rows_of(group, policy)
    assert code == policy
    schools = [s["name"] for s in truth["schools"]]
    able = [p for p in truth["staff"] if may_move(p)]
    for school in (None, *schools):
        counted = rows["eligible_count", school or "group"].measured
        staff = [p for p in truth["staff"] if school in (None, p["school"])]
        assert counted.value == sum(p in staff for p in able)
        assert counted.parts == {"分子": counted.value, "分母": len(staff)}
    scopes = {"group": {}, **{name: {"school": name} for name in schools}}
    if policy == "suzhou":
        scopes |= {f"学段：{stage}": {"stage": stage} for stage in ("小学", "初中")}
    names = set()
    for scope, chosen in scopes.items():
        for name, (n, d, threshold, operator) in expected(truth, policy, **chosen).items():
            names.add(name)
            found = rows[name, scope].measured
            assert found.parts == {"分子": n, "分母": d}, (name, scope)
            assert found.value == (None if not d else pytest.approx(n * 100 / d, abs=5e-5))
            assert found.threshold == threshold
            if threshold is not None:
                assert found.operator == operator
                assert found.gap == gap(n, d, threshold, operator), (name, scope)
                assert found.met is (None if not d else found.gap == 0)
            assert found.source
            assert found.why
    assert {name for name, _ in rows} == names | {"eligible_count"}
    assert len(rows) == len(scopes) * len(names) + len(schools) + 1


def test_the_same_people_by_other_policies(group):
    """Figures written out: 272 may move, 18 have gone, one of them a backbone teacher."""
    found = {
        policy: {
            name: (row.measured.parts["分子"], row.measured.parts["分母"], row.measured.gap)
            for (name, scope), row in rows_of(group, policy)[1].items()
            if scope == "group"
        }
        for policy in POLICIES
    }
    assert {policy: one["eligible_count"][0] for policy, one in found.items()} == dict.fromkeys(
        POLICIES, 272
    )
    assert {policy: one["rotation_share"] for policy, one in found.items()} == {
        "national": (18, 272, 10), "suzhou": (18, 272, 37), "tianjin": (18, 272, 37),
        "shanghai": (3, 272, 52), "nanjing": (18, 272, 23), "changzhou": (18, 272, 23),
        "hefei": (18, 272, 10), "anhui": (18, 272, 10),
    }  # fmt: skip
    assert {policy: one["backbone_share"] for policy, one in found.items()} == {
        "national": (1, 18, 3), "suzhou": (1, 18, 3), "tianjin": (1, 18, 9),
        "shanghai": (0, 3, 1), "nanjing": (1, 18, None), "changzhou": (0, 22, 4),
        "hefei": (1, 18, None), "anhui": (1, 272, 54),
    }  # fmt: skip


def test_the_chosen_policy_is_the_one_that_counts(group):
    assert rows_of(group, None)[0] == "national"
    entry = group.do(standards.choose_standard, Choice("policies", 2025, "tianjin")).changes.entry
    code, rows = rows_of(group, None)
    assert code == "tianjin"
    assert rows["backbone_share", "group"].measured.threshold == 50
    assert rows_of(group, None, "2024-09-01")[0] == "national"
    group.undo(entry, label="撤销")


def test_single_measures_agree_with_the_family(group):
    _, rows = rows_of(group, None)
    for one in measures.MEASURES:
        for school in (None, "堡南小学"):
            found = group.ask(lambda s, one=one, school=school: one.compute(s, DAY, school))
            assert found == rows[one.name.removeprefix("deployment."), school or "group"].measured
    missing = group.ask(lambda s: measures.MEASURES[1].compute(s, DAY, "没有的学校"))
    assert missing.value is None


def test_many_figures_come_from_one_reading(group, monkeypatch):
    from jtdesk.staff import queries

    calls = []
    real = queries.staff
    monkeypatch.setattr(queries, "staff", lambda *given: (calls.append(1), real(*given))[1])

    def read(session):
        with remembering(session):
            measures.rows(session, DAY, None)
            for one in measures.MEASURES:
                for school in (None, "堡南小学", "瀛东小学"):
                    one.compute(session, DAY, school)

    group.ask(read)
    assert len(calls) == 1


def test_an_unknown_policy_is_a_sentence(group):
    before = group.ask(content_hash)
    with pytest.raises(UsageError, match="没有代码为 mars 的交流轮岗政策"):
        rows_of(group, "mars")
    assert group.ask(content_hash) == before


def test_a_faulty_policy_file_is_a_sentence(group, tmp_path, monkeypatch):
    from jtdesk.core import paths

    monkeypatch.setattr(paths, "user_data_dir", lambda: tmp_path)
    folder = tmp_path / "schemas" / "policies"
    folder.mkdir(parents=True)
    text = "title = '甲'\nsource = '乙'\n[eligibility]\nyeers = 6\n"
    (folder / "county.toml").write_text(text, encoding="utf-8")
    before = group.ask(content_hash)
    with pytest.raises(InputRefused, match=r"county\.toml 不合规：不认识 eligibility\.yeers"):
        rows_of(group, "county")
    with pytest.raises(InputRefused, match="是不是想写 years"):
        group.do(standards.choose_standard, Choice("policies", 2025, "county"))
    assert group.ask(content_hash) == before
