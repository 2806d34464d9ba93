import contextlib
import time

import pytest

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.classic_css import check_css, render_css


@pytest.mark.parametrize(
    "css",
    [
        "body { color: red; }",
        ".card { color: red; }",
        ".label-customizable, .x { color: red; }",
        ".label-customizable .x { color: red; }",
        ".label-customizable:after { color: red; }",
        "@import 'https://evil.example.com/x.css';",
        "@media print { .label-customizable { color: red; } }",
        ".label-customizable { color: red; } garbage",
        ".label-customizable { color: red",
        ".label-customizable { color: red; } /* no end",
        ".label-customizable { background: url(https://evil.example.com/x.png); }",
        ".label-customizable { background: URL(x); }",
        ".label-customizable { background: image-set(x); }",
        ".label-customizable { width: expression(alert(1)); }",
        '.label-customizable { content: "x"; }',
        ".label-customizable { color: \\72 ed; }",
        ".label-customizable { color: red</style><script>alert(1)</script>; }",
        ".label-customizable { --x: red; color: var(--x); }",
        ".label-customizable { {} }",
        ".Label-customizable { color: red; }",
        ".label-customizable { color }",
    ],
)
def test_refuses_what_reaches_beyond_the_classes(css: str) -> None:
    with pytest.raises(AwsError) as refusal:
        check_css(css)
    assert refusal.value.code == "InvalidParameterException"


@pytest.mark.parametrize(
    "part", ["/*", "/**/", ".label-customizable{}", "rgb(", ".label-customizable{color:", "{"]
)
def test_a_long_style_sheet_is_read_in_time(part: str) -> None:
    start = time.monotonic()
    with contextlib.suppress(AwsError):
        check_css(part * (131_072 // len(part)))
    assert time.monotonic() - start < 2


def test_leaves_out_keys_that_are_not_in_the_template() -> None:
    css = ".banner-customizable { position: fixed; background-color: #fff; z-index: 9; }"
    check_css(css)
    assert render_css(css) == ".banner-customizable { background-color: #fff; }"


def test_takes_the_template_of_aws() -> None:
    css = """
    .logo-customizable { max-width: 60%; max-height: 30%; }
    /* a comment */
    .submitButton-customizable:hover { color: #fff; background-color: rgba(40, 98, 120, .5) }
    .inputField-customizable:focus { border-color: #66afe9; outline: 0; }
    .errorMessage-customizable { border: 1px solid #D64958; margin: 5px 0px 5px 0px !important; }
    """
    check_css(css)
    assert ".submitButton-customizable:hover { color: #fff;" in render_css(css)
