import pytest

from isthmus.local.tracing.masking.told import mask_told

SECRET = "Sample-passw0rd"


def starred(text: str) -> str:
    return mask_told(text, replace=lambda _: "***")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"password: two words {SECRET}", "password: ***"),
        (f"  - password: two words {SECRET}\nnext: one", "  - password: ***\nnext: one"),
        (f"password=one,{SECRET}", "password=***"),
        (f'password=one"{SECRET};x', "password=***"),
        (f'{{"password":"one\\"{SECRET}"}}', '{"password":"***"}'),
        (f'{{\\"password\\":\\"one\\\\\\"{SECRET}\\"}}', '{\\"password\\":\\"***\\"}'),
        (f"password => 'it''s {SECRET}' and", "password => '***' and"),
        (f'password="{SECRET} without an end', 'password="***'),
        (f"map.put('password', '{SECRET}');", "map.put('password', '***');"),
        (f'request.setHeader("X-Api-Key", "{SECRET}");', 'request.setHeader("X-Api-Key", "***");'),
        (f"--password={SECRET} --user=jane", "--password=*** --user=jane"),
        (f"1password={SECRET}", "1password=***"),
        (f"url=https://a.example/?x=1&password={SECRET}&y=2", "url=https://a.example/?x=1&password=***&y=2"),
        (f"at password: {{a: {SECRET}}}", "at password: ***"),
    ],
)
def test_masks_all_of_what_the_name_of_a_secret_tells(text: str, shown: str) -> None:
    assert starred(text) == shown


@pytest.mark.parametrize(
    "text",
    ["user=jane scope: read write", "the password of jane", "a = b = c", "", '"code", 5'],
)
def test_leaves_other_text_as_it_is(text: str) -> None:
    assert starred(text) == text


@pytest.mark.parametrize("piece", ["a=", "a:", "a-", "a.", 'a="', "a\\", "a ", "'a',", "aa-", "=", "\\'"])
def test_a_text_of_a_stranger_costs_no_more_than_its_length(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert starred(text) == text
