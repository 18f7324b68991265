"""The zoo: what it lists, how words and columns choose and sort, and how its folders are laid out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from running import ROOT, Result, Run

from cnncalc import CnncalcError, zoo
from cnncalc.bundled.names import EXERCISES, all_bundled_names, bundled_names, bundled_path, families

SPECS = ROOT / "specs"


def listed(result: Result) -> list[dict[str, str]]:
    assert result.status == 0, result.err
    return list(csv.DictReader(io.StringIO(result.out)))


def names(result: Result) -> list[str]:
    return [row["spec"] for row in listed(result)]


# The folders


def test_every_spec_lies_in_the_folder_of_its_family() -> None:
    assert [path.name for path in SPECS.iterdir() if not path.is_dir()] == []
    assert sorted(path.stem for path in SPECS.rglob("*") if path.is_file()) == sorted(all_bundled_names())
    assert set(families()) == {path.name for path in SPECS.iterdir()}


def test_no_two_specs_share_a_name_and_each_resolves_alone() -> None:
    assert len(set(all_bundled_names())) == len(all_bundled_names())
    for name in all_bundled_names():
        path = bundled_path(name)
        assert path == bundled_path(f"{name}.yaml")
        assert path and Path(path).stem == name


def test_names_within_a_family_are_in_the_order_of_their_numbers() -> None:
    assert [name for name in families()["resnet"] if name.startswith("resnet")] == [
        *("resnet18", "resnet20", "resnet32", "resnet34", "resnet44", "resnet50", "resnet50_v1", "resnet56", "resnet101"),
        *("resnet110", "resnet152", "resnet1202"),
    ]


def test_a_variant_is_a_few_lines() -> None:
    """Of those that extend another, none needs more than its name, source, input, variables and figures."""
    variants = [text for path in SPECS.rglob("*.yaml") if "\nextends:" in (text := path.read_text(encoding="utf-8"))]
    assert len(variants) >= 55
    assert max(text.count("\n") for text in variants) <= 10


# The list


def test_it_lists_every_network_by_family_with_its_year_and_figures() -> None:
    found = zoo()
    assert {bundled.name for bundled in found} == set(bundled_names())
    order = [bundled.family for bundled in found]
    assert order == sorted(order)
    assert EXERCISES not in order
    for bundled in found:
        assert 1998 <= bundled.year <= 2023, bundled.name
        assert bundled.field.size and bundled.params and bundled.macs, bundled.name


def test_a_table_has_a_family_in_every_row_where_it_is_piped(cnncalc: Run) -> None:
    table, _, note = cnncalc("zoo", "mobile").out.partition("\n\n")
    assert [line.split()[0] for line in table.splitlines()[2:]] == ["mobilenet"] * 4 + ["segmentation"] * 2
    assert note.startswith("~ marks fields that do not line up")


def test_json_has_numbers(cnncalc: Run) -> None:
    assert json.loads(cnncalc("zoo", "r3d_18", "--format", "json").out)["networks"] == [
        {
            "family": "video",
            "spec": "r3d_18",
            "network": "R3D-18",
            "year": 2018,
            "input": "3x16x112x112",
            "params": 33371472,
            "MACs": 40696553472,
            "field": "117x315x315",
            "macs": 40696553472,
            "input_shapes": [[3, 16, 112, 112]],
            "receptive_field": [117, 315, 315],
        }
    ]


# Words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("squeezenet", "squeezenet1_1 squeezenet1_0"),
        ("SqueezeNet 1.1", "squeezenet1_1"),
        ("xie 101", "resnext101_64x4d resnext101_32x8d"),
        ("tan 2021", "efficientnet_v2_s efficientnet_v2_m efficientnet_v2_l"),
        ("video factored", ""),
        ("exercises block", "resnet_block resnet_block_direct"),
    ],
)
def test_every_word_must_occur_in_family_name_or_source(words: str, found: str, cnncalc: Run) -> None:
    result = cnncalc("zoo", *words.split(), "--format", "csv")
    assert names(result) == found.split() if found else result.status == 2


def test_a_name_prints_its_file_unless_a_list_is_asked_for(cnncalc: Run) -> None:
    text = (SPECS / "classics" / "alexnet.yaml").read_text(encoding="utf-8")
    assert cnncalc("zoo", "alexnet").out == cnncalc("zoo", "alexnet.yaml").out == text
    for option in (["--list"], ["--sort", "spec"], ["--reverse"]):
        assert "alexnet_tv" in cnncalc("zoo", "alexnet", *option).out
    assert names(cnncalc("zoo", "alexnet.yaml", "--format", "csv")) == ["alexnet", "alexnet_tv"]
    assert "alexnet_tv" in cnncalc("zoo", "alexnet", "2014").out


def test_a_file_of_the_same_name_is_none_of_the_zoo(cnncalc: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lenet5.yaml").write_text("input: 1x9x9\nlayers:\n  - conv 3x3 4\n", encoding="utf-8")
    assert [row["params"] for row in listed(cnncalc("zoo", "lenet5", "--format", "csv"))] == ["61706"]


# Sorting


@pytest.mark.parametrize(("sort", "title"), [("year", "year"), ("params", "params"), ("macs", "MACs")])
def test_a_column_sorts(sort: str, title: str, cnncalc: Run) -> None:
    figures = [int(row[title]) for row in listed(cnncalc("zoo", "inception", "--sort", sort, "--format", "csv"))]
    assert figures == sorted(figures)
    backwards = [int(row[title]) for row in listed(cnncalc("zoo", "inception", "--sort", sort, "--reverse", "--format", "csv"))]
    assert backwards == figures[::-1]


def test_names_sort_by_their_numbers_and_fields_by_their_longest_side(cnncalc: Run) -> None:
    found = names(cnncalc("zoo", "resnet", "he", "--sort", "spec", "--format", "csv"))
    assert found.index("resnet20") < found.index("resnet50") < found.index("resnet110")
    assert names(cnncalc("zoo", "video", "--sort", "field", "--format", "csv"))[-1] == "s3d"


def test_what_nothing_is_sorted_by_is_refused() -> None:
    with pytest.raises(CnncalcError, match="nothing is sorted by mac"):
        zoo(sort="mac")
