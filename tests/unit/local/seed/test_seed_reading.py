import re
from pathlib import Path

import pytest

from isthmus.local.cognito.seeding.documents import SeedError
from isthmus.local.seed.choice import read_seed_choice
from isthmus.local.seed.file.reading import read_seed_file
from isthmus.local.seed.file.yaml_values import LARGEST_FILE, read_yaml
from unit.local.seed.seeding import CLIENT_ID, OTHER_SUB, POOL_ID, SUB, a_client, a_pool, a_user, seed_of

HEAD = "version: 1\nuser_pools:\n- id: us-east-1_Sample001\n  settings: {PoolName: sample}\n"
USER = f"{HEAD}  users:\n  - username: a\n    sub: b\n    "


def refusal_of(folder: Path, content: str | bytes) -> str:
    path = folder / "seed.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SeedError) as refused:
        read_seed_file(path)
    return str(refused.value).removeprefix(f"{folder}/")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("", "seed.yaml: the file is empty"),
        ("- 1", "seed.yaml:1: is not a mapping"),
        ("user_pools: []", "seed.yaml:1: version is missing"),
        ("version: 2", "seed.yaml:1: version: this program knows version 1"),
        ("version: '1'", "seed.yaml:1: version: this program knows version 1"),
        ("version: 1\nusers: []", "seed.yaml:2: users: is not known here: there are version, user_pools"),
        ("version: 1\nversion: 1", "seed.yaml:2: version: is there twice"),
        ("version: 1\nuser_pools: {}", "seed.yaml:2: user_pools: is not a list"),
        ("version: 1\n? [a]\n: 1", "seed.yaml:1: has a key that is no text"),
        ("version: 1\nuser_pools: [1", "not YAML"),
        ("a: &x 1\nb: *x", "seed.yaml:1: anchors and aliases are not taken"),
        ("a: *x", "seed.yaml:1: anchors and aliases are not taken"),
        ("version: !!python/object/apply:os.system [true]", "seed.yaml:1: tags are not taken"),
        ("version: !!bool yes", "seed.yaml:1: tags are not taken"),
        ("[" * 1000, "seed.yaml:1: more than 40 levels"),
        (b"\xff\xfe\xff", "seed.yaml: not YAML"),
        ("version: 1\n---\nversion: 1", "seed.yaml:2: not YAML"),
        (f"{HEAD}  id: x", "seed.yaml:5: user_pools[0].id: is there twice"),
        (f"{HEAD}  clients:\n  - id: 12", "user_pools[0].clients[0]: settings is missing"),
        (
            f"{HEAD}  users:\n  - username: 7\n    sub: a",
            "users[0].username: is not a text: write it in quotes",
        ),
        (
            f"{USER}enabled: yes",
            "enabled: is neither true nor false",
        ),
        (
            f"{USER}attributes: {{a: 1}}",
            "attributes.a: is not a text",
        ),
        (
            f"{USER}password_digest: {{scrypt: x, expires_at: soon}}",
            "password_digest.expires_at: is not a number",
        ),
    ],
)
def test_names_line_and_path_of_what_is_wrong(tmp_path: Path, content: str | bytes, refusal: str) -> None:
    assert refusal in refusal_of(tmp_path, content)


def test_refuses_a_file_that_is_too_large(tmp_path: Path) -> None:
    assert "larger than 16 MiB" in refusal_of(tmp_path, b" " * (LARGEST_FILE + 1))


def test_names_the_seeds_where_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"no file is there; --seed takes demo, org, none or a seed file"):
        read_seed_choice(str(tmp_path / "absent.yaml"))


def test_refuses_one_id_for_two_things(tmp_path: Path) -> None:
    for pools, name in (
        ((a_pool(), a_pool()), POOL_ID),
        ((a_pool(), a_pool(id="us-east-1_Sample002")), CLIENT_ID),
        ((a_pool(users=[a_user(), a_user(username="joe")]),), SUB),
        ((a_pool(users=[a_user(), a_user(sub=OTHER_SUB)]),), "jane"),
    ):
        with pytest.raises(SeedError, match=f"{name} is there twice"):
            seed_of(tmp_path, *pools)


def test_guesses_nothing_of_a_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "[yes, no, 2020-01-01, 0123, 0x10, 1_000, 12:30:00, .5, True, true, 12, -1.5, 1e3, ~, null]"
    )
    values = read_yaml(path).plain()
    assert values[:9] == ["yes", "no", "2020-01-01", "0123", "0x10", "1_000", "12:30:00", ".5", "True"]
    assert values[9:] == [True, 12, -1.5, 1000.0, None, None]


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    seed = seed_of(tmp_path, a_pool(clients=[a_client(secrets=["shown0nowhere0at0all0never"])]))
    assert not re.search("shown0nowhere|Sample-passw0rd", repr(seed))


@pytest.mark.parametrize("text", ["demo", "org", "none"])
def test_demo_org_and_none_are_no_files(text: str) -> None:
    choice = read_seed_choice(text)
    assert (choice.has_org, choice.has_demo, choice.file) == (text != "none", text == "demo", None)
