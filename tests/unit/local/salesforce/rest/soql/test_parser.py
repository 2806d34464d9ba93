import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.rest.objects import find_object
from isthmus.local.salesforce.rest.soql.compiling import compile_query
from isthmus.local.salesforce.rest.soql.parser import parse_soql
from isthmus.local.salesforce.rest.soql.tokens import Token
from isthmus.local.salesforce.rest.soql.tree import (
    All,
    Any,
    Comparison,
    Condition,
    Literal,
    Membership,
    Not,
    Scalar,
)

WORDS = st.sampled_from(
    [
        *(
            "SELECT",
            "Id",
            "FROM",
            "User",
            "WHERE",
            "AND",
            "OR",
            "NOT",
            "IN",
            "LIKE",
            "(",
            ")",
            ",",
            "=",
            "!=",
        ),
        *("<=", ":x", "'a'", "'a\\'", "7", "-1.5", "2027-01-01", "2027-01-01T00:00:00Z", "null", "TRUE"),
        *("ORDER", "BY", "DESC", "NULLS", "LAST", "LIMIT", "OFFSET", "COUNT()", "Profile.Name", "u", "\n"),
        *("'", "\\", ";", "Alias", "Alias", "IsActive", "CreatedDate"),
    ]
)
FIELDS = st.sampled_from(["Alias", "Username", "Profile.Name"])
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)


def status_of(text: str) -> int:
    """Give 200 for a query that compiles, or the status of its refusal."""
    try:
        compile_query(parse_soql(text), find_object=find_object, binds={"x": "y"})
    except RestError as error:
        return error.status
    return 200


@given(st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=80)))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    assert status_of(text) in {200, 400}


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_any_end_of_a_query_compiles_or_is_refused(rest: str) -> None:
    assert status_of("SELECT Id FROM User " + rest) in {200, 400}  # noqa: S608  SOQL of ours


def quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + plain.replace("\n", "\\n") + "'"


def a_token(text: str) -> Token:
    return Token(kind="word", text=text, start=0)


def a_literal(value: Scalar) -> Literal:
    return Literal(value=value, token=a_token("x"))


LITERALS = st.one_of(TEXTS, st.booleans(), st.integers(-(10**9), 10**9), st.none()).map(a_literal)
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        lambda field, operator, value: Comparison(field=a_token(field), operator=operator, value=value),
        FIELDS,
        st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "like"]),
        LITERALS,
    ),
    st.builds(
        lambda field, is_negated, members: Membership(
            field=a_token(field), is_negated=is_negated, members=tuple(members)
        ),
        FIELDS,
        st.booleans(),
        st.lists(LITERALS, min_size=1, max_size=3),
    ),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda item: Not(condition=item)),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: All(conditions=tuple(items))),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Any(conditions=tuple(items))),
    ),
    max_leaves=8,
)


def written(item: Condition | Literal) -> str:
    """Write a tree as SOQL, every condition in parentheses."""
    if isinstance(item, Literal):
        return (
            quoted(item.value)
            if isinstance(item.value, str)
            else str("null" if item.value is None else item.value)
        )
    return f"({inside(item)})"


def inside(item: Condition) -> str:
    match item:
        case Comparison():
            assert isinstance(item.value, Literal)
            return f"{item.field.text} {item.operator} {written(item.value)}"
        case Membership():
            assert isinstance(item.members, tuple)
            members = ", ".join(written(member) for member in item.members if isinstance(member, Literal))
            return f"{item.field.text} {'NOT IN' if item.is_negated else 'IN'} ({members})"
        case Not():
            return f"NOT {written(item.condition)}"
        case All():
            return " AND ".join(map(written, item.conditions))
        case Any():
            return " OR ".join(map(written, item.conditions))


@given(CONDITIONS)
def test_what_is_written_is_what_is_read(condition: Condition) -> None:
    query = parse_soql("SELECT Id FROM User WHERE " + written(condition))  # noqa: S608  SOQL of ours
    assert query.condition is not None
    assert written(query.condition) == written(condition)


def test_not_takes_the_one_condition_that_follows() -> None:
    query = parse_soql("SELECT Id FROM User WHERE NOT Alias = 'a' AND Alias = 'b'")
    assert isinstance(query.condition, All)
    assert isinstance(query.condition.conditions[0], Not)


@pytest.mark.parametrize(
    ("text", "value", "pattern"),
    [
        (r"'\''", "'", "'"),
        (r"'\n\R\t'", "\n\r\t", "\n\r\t"),
        (r"'\%\_\\'", "%_\\", r"\%\_\\"),
        ("''", "", ""),
        ("'a\nb'", "a\nb", "a\nb"),
    ],
)
def test_reads_escapes(text: str, value: str, pattern: str) -> None:
    condition = parse_soql("SELECT Id FROM User WHERE Alias = " + text).condition  # noqa: S608  SOQL of ours
    assert isinstance(condition, Comparison)
    assert isinstance(condition.value, Literal)
    assert (condition.value.value, condition.value.pattern) == (value, pattern)


def test_keywords_are_no_names_but_aliases_may_stand_after_the_object() -> None:
    assert parse_soql("SELECT u.Id FROM User u WHERE u.Alias = 'a'").alias == "u"
    with pytest.raises(RestError, match="unexpected token: 'limit'"):
        parse_soql("SELECT Id FROM limit")


def test_points_at_the_token_it_did_not_expect() -> None:
    with pytest.raises(RestError) as refusal:
        parse_soql("SELECT Id FROM User WHERE a = 'b' OR c = 'd' AND e = 'f'")
    assert str(refusal.value) == (
        "\nSELECT Id FROM User WHERE a = 'b' OR c = 'd' AND e = 'f'\n"
        "                                             ^\nERROR at Row:1:Column:46\nunexpected token: 'AND'"
    )
