import json
from pathlib import Path

from isthmus.local.addresses import Addresses
from isthmus.local.ready import AdminKey, Ready
from isthmus.secret import Secret


def a_ready() -> Ready:
    return Ready(
        addresses=Addresses.from_port_base(20_000),
        ca_bundle=Path("ca.pem"),
        admin=AdminKey(access_key_id="AKIAEXAMPLE", secret_access_key=Secret("sample-secret")),
        demo=None,
    )


def test_file_is_for_its_owner_only_and_leaves_no_partial_file(tmp_path: Path) -> None:
    a_ready().write(tmp_path / "ready.json")
    assert (tmp_path / "ready.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["ready.json"]


def test_document_reveals_what_clients_need(tmp_path: Path) -> None:
    a_ready().write(tmp_path / "ready.json")
    document = json.loads((tmp_path / "ready.json").read_text())
    assert document["admin"] == {"access_key_id": "AKIAEXAMPLE", "secret_access_key": "sample-secret"}
    assert document["salesforce"] == "https://localhost:20002"
    assert not {"m2m", "api", "app"} & set(document)


def test_repr_shows_no_secret() -> None:
    assert "sample-secret" not in repr(a_ready())


def test_gives_every_secret_to_who_masks_them() -> None:
    assert a_ready().secrets() == (Secret("sample-secret"),)
