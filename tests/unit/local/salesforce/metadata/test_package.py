import stat
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.package import PackageError, check_manifest, read_package
from unit.local.salesforce.packages import CORS, CORS_PATH, a_manifest, a_package, a_zip

EMPTY = a_manifest({})


def a_zip_with(entry: ZipInfo, content: bytes = b"x") -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression=ZIP_DEFLATED) as archive:
        archive.writestr("package.xml", EMPTY)
        archive.writestr(entry, content, compress_type=ZIP_DEFLATED)
    return buffer.getvalue()


def a_link() -> ZipInfo:
    entry = ZipInfo("classes/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/etc/x", "a//x", "a/./x", "C:x", "a\\x", "a/\x01x", "a/" + "x" * 500]
)
def test_refuses_a_path_that_leads_out_or_is_none(path: str) -> None:
    with pytest.raises(PackageError):
        read_package(a_zip({"package.xml": EMPTY, path: "x"}))


def test_refuses_a_link_and_a_file_twice() -> None:
    with pytest.raises(PackageError, match="no plain file"):
        read_package(a_zip_with(a_link()))
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = a_zip_with(ZipInfo("package.xml"))
    with pytest.raises(PackageError, match="twice"):
        read_package(twice)


def test_refuses_a_bomb_by_what_it_holds_and_not_by_what_it_weighs() -> None:
    one = a_zip_with(ZipInfo("classes/big.cls"), b"\0" * (1024 * 1024 + 1))
    assert len(one) < 10_000
    with pytest.raises(PackageError, match="larger than 1 MiB"):
        read_package(one)
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression=ZIP_DEFLATED) as archive:
        for number in range(51):
            archive.writestr(f"classes/{number}", b"\0" * 1024 * 1024)
    with pytest.raises(PackageError, match="more than 50 MiB"):
        read_package(buffer.getvalue())
    with pytest.raises(PackageError, match="more than 2000 files"):
        read_package(a_zip({f"classes/{number}": "" for number in range(2001)}))


def test_refuses_what_is_no_zip_or_a_broken_one() -> None:
    whole = a_package()
    for content in (b"", b"PK", whole[:-30], whole.replace(b"urlPattern", b"xxxPattern")):
        with pytest.raises(PackageError):
            read_package(content)


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ("<a/>", "root element is not Package"),
        (a_manifest({"Nope": ["A"]}), "Unknown type name 'Nope'"),
        (a_manifest({"CustomObject": ["A"]}), "'CustomObject' is not supported by the local org"),
        (a_manifest({}, version="99.0"), "Invalid version specified"),
        (a_manifest({}, version="66.1"), "Invalid version specified"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + EMPTY, "DTDForbidden"),
    ],
)
def test_refuses_a_manifest(manifest: str, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        read_package(a_zip({"package.xml": manifest}))


def test_tells_what_is_named_and_missing_and_what_is_there_and_not_named() -> None:
    package = read_package(a_package({CORS_PATH: CORS}, CorsWhitelistOrigin=["B"], ApexClass=["*"]))
    found = check_manifest(package, allows_missing=False, adds_unnamed=False)
    assert [failure.full_name for failure in found] == ["B", "A"]
    assert "was not found in zipped directory" in found[0].problem
    assert found[1].problem == "Not in package.xml"
    assert check_manifest(package, allows_missing=True, adds_unnamed=True) == []


def test_reads_a_package_at_the_top_or_in_its_one_folder() -> None:
    folder = a_zip(
        {
            f"unpackaged/{CORS_PATH}": CORS,
            "unpackaged/package.xml": a_manifest({"CorsWhitelistOrigin": ["*"]}),
        }
    )
    for content in (a_package(), folder):
        package = read_package(content)
        assert [file.path for file in package.files] == [CORS_PATH]
        assert check_manifest(package, allows_missing=False, adds_unnamed=False) == []
