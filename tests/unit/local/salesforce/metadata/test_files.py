import pytest

from isthmus.local.salesforce.metadata.files import Layout, parse_files
from isthmus.local.salesforce.metadata.project import SourceFile

CORS = (
    b'<CorsWhitelistOrigin xmlns="http://soap.sforce.com/2006/04/metadata">\n'
    b"  <urlPattern>https://a.example</urlPattern>\n</CorsWhitelistOrigin>"
)
CLASS = (
    b'<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata">'
    b"<apiVersion>66.0</apiVersion><status>Active</status></ApexClass>"
)


def a_file(path: str, content: bytes = CORS) -> SourceFile:
    return SourceFile(path=path, content=content)


@pytest.mark.parametrize(
    ("path", "layout"),
    [
        ("corsWhitelistOrigins/A.corsWhitelistOrigin", Layout.PROJECT),
        ("corsWhitelistOrigins/A.corsWhitelistOrigin-meta.xml", Layout.PACKAGE),
        ("A.corsWhitelistOrigin", Layout.PACKAGE),
        ("classes/A.corsWhitelistOrigin", Layout.PACKAGE),
        ("objects/A.object", Layout.PACKAGE),
        ("settings/Lead.settings", Layout.PACKAGE),
        (".corsWhitelistOrigin", Layout.PACKAGE),
    ],
)
def test_refuses_a_file_that_is_out_of_place_or_of_another_type(path: str, layout: Layout) -> None:
    parsed = parse_files([a_file(path)], layout=layout)
    assert parsed.files == ()
    assert [failure.problem for failure in parsed.failures] == [
        "files of this type are not supported by the local org"
    ]


def test_a_failure_names_component_line_and_column() -> None:
    wrong = CORS.replace(b"<urlPattern>", b"<nope/><urlPattern>")
    failure = parse_files(
        [a_file("corsWhitelistOrigins/A.corsWhitelistOrigin", wrong)], layout=Layout.PACKAGE
    ).failures[0]
    assert (failure.type, failure.full_name) == ("CorsWhitelistOrigin", "A")
    assert (failure.line, failure.column) == (2, 3)
    assert "nope invalid at this location" in failure.problem


def test_a_class_that_is_too_long_is_refused_by_the_name_of_its_file() -> None:
    files = [a_file("classes/A.cls", b"List<" * 2_000), a_file("classes/A.cls-meta.xml", CLASS)]
    failure = parse_files(files, layout=Layout.PACKAGE).failures[0]
    assert (failure.file, failure.type, failure.full_name) == ("classes/A.cls", "ApexClass", "A")
    assert "not supported by the local org" in failure.problem


def test_a_half_that_is_refused_is_not_missing_as_well() -> None:
    files = [a_file("classes/A.cls", b"class A {"), a_file("classes/A.cls-meta.xml", CLASS)]
    failures = parse_files(files, layout=Layout.PACKAGE).failures
    assert [failure.problem for failure in failures] == ["Missing '}'"]


@pytest.mark.parametrize(
    ("path", "content", "missing"),
    [("classes/A.cls", b"class A {}", "A.cls-meta.xml"), ("classes/A.cls-meta.xml", CLASS, "A.cls")],
)
def test_refuses_half_a_component(path: str, content: bytes, missing: str) -> None:
    failures = parse_files([a_file(path, content)], layout=Layout.PACKAGE).failures
    assert [failure.problem for failure in failures] == [f"{missing} is missing"]


def test_upper_and_lower_case_of_folder_and_suffix_are_the_same() -> None:
    path = "corswhitelistorigins/A.corswhitelistorigin"
    assert [file.full_name for file in parse_files([a_file(path)], layout=Layout.PACKAGE).files] == ["A"]
