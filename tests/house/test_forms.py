"""Every form of the library: grammar, known names, sample to golden file, and read back equal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jtdesk.core import paths
from jtdesk.core.codes import CodeList, read_code_lists
from jtdesk.core.datasets import Catalogue
from jtdesk.core.feature import catalogue
from jtdesk.core.fields import Row
from jtdesk.excel.card_look import CardSpec
from jtdesk.excel.headers import find_tables
from jtdesk.excel.reading import read_book
from jtdesk.excel.tables import FoundTable
from jtdesk.excel.vocabulary import Vocabulary, take_unit
from jtdesk.features import FEATURES
from jtdesk.submissions.fields import (
    CARD,
    CHECK,
    COLUMN,
    FORM,
    JOIN,
    LAYOUT,
    RATIO,
    SHEET,
    SUMMARY,
    Key,
    json_schema,
)
from jtdesk.submissions.formspec import bound, library, read_form
from jtdesk.submissions.rules import FormSpec
from jtdesk.submissions.service import Figures, FilledForm, put_together, write
from tests.excel.normalised import normalised

FORMS = paths.schemas_dir() / "forms"
FILES = sorted(FORMS.glob("*/*/form.toml"))
SCHEMA = paths.schemas_dir() / "form.schema.json"


def names_of(path: Path) -> str:
    return "/".join(path.parts[-3:-1])


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    return catalogue(FEATURES)


@pytest.fixture(scope="module")
def codes() -> dict[str, CodeList]:
    return read_code_lists([paths.schemas_dir() / "codes"])


def filled(path: Path, whole: Catalogue, codes: dict[str, CodeList]) -> FilledForm:
    sample = json.loads((path.parent / "sample.json").read_text(encoding="utf-8"))
    tables: dict[str, list[Row]] = sample["datasets"]
    schools = [str(row["name"]) for row in tables["schools"]]
    figures = Figures(
        unit=sample["unit"],
        year=sample["year"],
        as_of=sample["as_of"],
        tables=tables,
        ranks={name: rank for rank, name in enumerate(schools)},
        masked=False,
    )
    return put_together(bound(read_form(path), whole, codes), figures, whole, codes)


def test_there_are_the_first_two_forms() -> None:
    assert {"group-roster/2025", "group-schools/2025"} <= {names_of(path) for path in FILES}
    found = library([FORMS])
    assert found.faults == ()
    assert {path.parts[-3] for path in FILES} == {form.code for form in found.forms}


@pytest.mark.parametrize("path", FILES, ids=names_of)
def test_the_form_keeps_to_the_grammar_and_its_folder(path: Path) -> None:
    form = read_form(path)
    assert path.parts[-3:-1] == (form.code, str(form.year))
    assert len(form.source) > 10, "a form names the document it comes from"
    assert form.description
    if form.template:
        assert (path.parent / form.template).is_file()


@pytest.mark.parametrize("path", FILES, ids=names_of)
def test_every_name_is_known(path: Path, whole: Catalogue, codes: dict[str, CodeList]) -> None:
    form = bound(read_form(path), whole, codes)
    for sheet in form.sheets:
        for column in sheet.columns:
            if column.kind == "code" and column.name:
                assert column.enum, f"{column.heading} has no code list"


@pytest.mark.parametrize("path", FILES, ids=names_of)
def test_the_sample_fills_to_the_golden_file(
    path: Path,
    whole: Catalogue,
    codes: dict[str, CodeList],
    tmp_path: Path,
    golden: Callable[[str, object], None],
) -> None:
    target = tmp_path / "filled.xlsx"
    write(filled(path, whole, codes), target)
    golden(f"forms/{path.parts[-3]}-{path.parts[-2]}", normalised(target))


@pytest.mark.parametrize("path", FILES, ids=names_of)
def test_the_export_reads_back_equal(
    path: Path, whole: Catalogue, codes: dict[str, CodeList], tmp_path: Path
) -> None:
    target = tmp_path / "filled.xlsx"
    form = filled(path, whole, codes)
    write(form, target)
    book = read_book(target)
    for sheet, spec in zip(form.sheets, form.form.sheets, strict=True):
        if isinstance(sheet.spec, CardSpec):
            continue
        grid = next(grid for grid in book.sheets if grid.name == spec.name)
        (table,) = tables_of(grid, whole)
        assert [column.heading for column in table.columns] == headings_of(form.form, spec.name)
        read = [[plain(cell) for cell in row] for row in table.values(grid)]
        written = [
            [
                plain(number if column.serial else cell)
                for column, cell in zip(spec.columns, row, strict=True)
            ]
            for number, row in enumerate(sheet.rows, start=1)
        ]
        assert read == written


@pytest.mark.parametrize("path", FILES, ids=names_of)
def test_every_card_shows_each_value_beside_its_label(
    path: Path, whole: Catalogue, codes: dict[str, CodeList], tmp_path: Path
) -> None:
    target = tmp_path / "filled.xlsx"
    form = filled(path, whole, codes)
    cards = [sheet for sheet in form.sheets if isinstance(sheet.spec, CardSpec)]
    sheets = write(form, target).sheets
    assert len(sheets) == sum(
        len(sheet.rows) if isinstance(sheet.spec, CardSpec) and sheet.spec.apart else 1
        for sheet in form.sheets
    )
    book = openpyxl.load_workbook(target)
    for sheet in cards:
        assert isinstance(sheet.spec, CardSpec)
        boxes = [cell for line in sheet.spec.lines for cell in line.cells]
        for row, (name, _count) in zip(sheet.rows, sheets, strict=True):
            shown = [cell.value for line in book[name].iter_rows() for cell in line if cell.value]
            for box in boxes:
                after = shown[shown.index(box.label) + 1]
                assert not row[box.at] or after == row[box.at]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_office_program_works_every_figure_out_the_same(
    whole: Catalogue, codes: dict[str, CodeList], tmp_path: Path
) -> None:
    """Every formula of every form, reckoned anew, gives the value that was written with it."""
    files = []
    for path in FILES:
        files.append(tmp_path / f"{path.parts[-3]}.xlsx")
        write(filled(path, whole, codes), files[-1])
        # Saved once more by the library, which knows no values, so that they must be reckoned.
        bare = tmp_path / "bare" / files[-1].name
        bare.parent.mkdir(exist_ok=True)
        openpyxl.load_workbook(files[-1]).save(bare)
    out = tmp_path / "out"
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(out), *map(str, bare.parent.iterdir())],
        check=True, capture_output=True, timeout=300,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
    )  # fmt: skip
    found = 0
    for file in files:
        formulas = openpyxl.load_workbook(file)
        ours = openpyxl.load_workbook(file, data_only=True)
        theirs = openpyxl.load_workbook(out / file.name, data_only=True)
        for sheet in formulas.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    found += 1
                    mine = ours[sheet.title][cell.coordinate].value or ""
                    other = theirs[sheet.title][cell.coordinate].value or ""
                    place = f"{file.stem} {sheet.title} {cell.coordinate} {cell.value}"
                    assert mine == (pytest.approx(other) if mine != "" else other), place
    assert found > 35


def tables_of(grid: Any, whole: Catalogue) -> list[FoundTable]:
    words = {
        word
        for dataset in whole.datasets.values()
        if dataset.intake
        for field in dataset.intake.fields
        for word in (field.title, *field.aliases)
    }
    found = find_tables(grid, Vocabulary.of(words))
    assert isinstance(found, list), found
    return found


def headings_of(form: FormSpec, name: str) -> list[str]:
    sheet = next(sheet for sheet in form.sheets if sheet.name == name)
    return [take_unit(" / ".join((*c.group, c.title)).replace("\n", ""))[0] for c in sheet.columns]


def plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def test_the_schema_for_editors_is_the_grammar_golden(request: pytest.FixtureRequest) -> None:
    text = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    if request.config.getoption("--golden-update"):
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text


def test_the_guide_names_every_word_of_the_grammar() -> None:
    guide = (paths.schemas_dir() / "README.md").read_text(encoding="utf-8")
    for keys in (FORM, SHEET, COLUMN, RATIO, JOIN, LAYOUT, SUMMARY, CARD, CHECK):
        for key in keys:
            assert f"`{key.name}`" in guide, f"{key.name} is not explained"
    assert all(isinstance(key, Key) for key in FORM)


def test_the_example_of_the_guide_is_a_form(
    tmp_path: Path, whole: Catalogue, codes: dict[str, CodeList]
) -> None:
    guide = (paths.schemas_dir() / "README.md").read_text(encoding="utf-8")
    example = guide.split("```toml\n")[1].split("```")[0]
    path = tmp_path / "my-backbone" / "2025" / "form.toml"
    path.parent.mkdir(parents=True)
    path.write_text(example, encoding="utf-8")
    form = bound(read_form(path), whole, codes)
    assert form.sheets[0].columns[4].enum
