import pytest

from isthmus.local.salesforce.metadata import types
from isthmus.local.salesforce.metadata.documents import NOT_SUPPORTED, Enum
from isthmus.local.salesforce.metadata.wsdl import has_type, shape_of


def test_refuses_to_act_on_an_element_that_the_type_does_not_have() -> None:
    with pytest.raises(KeyError, match="ExternalCredential has no principals"):
        shape_of("ExternalCredential", acts={"principals": None})


def test_what_is_not_acted_on_is_not_supported() -> None:
    shape = shape_of("NamedCredential", acts={"label": None})
    assert shape.fields["endpoint"].only is NOT_SUPPORTED
    assert shape.fields["label"].only is None
    assert "fullName" not in shape.fields


def test_elements_are_as_salesforce_declares_them() -> None:
    shape = shape_of("ExternalCredential", acts={"authenticationProtocol": None, "label": None})
    protocol = shape.fields["authenticationProtocol"]
    assert protocol.required
    assert isinstance(protocol.kind, Enum)
    assert {"Oauth", "AwsSv4"} <= protocol.kind.values
    assert "OAuth" not in protocol.kind.values
    assert shape.fields["externalCredentialParameters"].many
    assert not shape.fields["description"].required


@pytest.mark.parametrize("kind", types.TYPES, ids=lambda kind: kind.name)
def test_every_type_of_the_org_is_one_of_salesforces(kind: types.MetadataType) -> None:
    assert has_type(kind.name)
    shape = types._shape(kind.name)
    assert shape.name == kind.name
    assert any(field.only is not NOT_SUPPORTED for field in shape.fields.values())


def test_knows_no_type_that_salesforce_does_not_have() -> None:
    assert not has_type("NoSuchType")
