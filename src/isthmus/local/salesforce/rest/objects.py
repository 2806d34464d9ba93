"""The objects that REST knows: their fields, where each is stored, and who may do what with them."""

from isthmus.local.salesforce import ids
from isthmus.local.salesforce.rest.schema import (
    Audience,
    SObject,
    fields,
    flag,
    number,
    record_id,
    reference,
    text,
    time,
)

_PERSON_NAME = "ltrim(coalesce({t}.first_name, '') || ' ' || {t}.last_name)"
_USER_REQUIRED = (
    *("Username", "LastName", "Email", "Alias", "TimeZoneSidKey", "LocaleSidKey", "EmailEncodingKey"),
    *("ProfileId", "LanguageLocaleKey"),
)
_LEVELS = (
    *("ApexCode", "ApexProfiling", "Callout", "Database", "Nba", "System", "Validation", "Visualforce"),
    *("Wave", "Workflow"),
)
DEBUG_CATEGORIES = _LEVELS
"""What a DebugLevel has a level for."""

USER = SObject(
    name="User",
    plural="Users",
    prefix=ids.USER,
    source="person",
    fields=fields(
        record_id(),
        text("Username", "{t}.username"),
        text("LastName", "{t}.last_name"),
        text("FirstName", "{t}.first_name", is_nillable=True),
        text("Name", _PERSON_NAME),
        text("Alias", "{t}.alias"),
        text("CommunityNickname", "{t}.nickname"),
        text("Email", "{t}.email"),
        flag("IsActive", "{t}.is_active"),
        reference("ProfileId", "{t}.profile_id", to="Profile", relationship="Profile", is_nillable=True),
        text("UserType", "{t}.user_type"),
        text("TimeZoneSidKey", "'America/Los_Angeles'"),
        text("LocaleSidKey", "'en_US'"),
        text("LanguageLocaleKey", "'en_US'"),
        text("EmailEncodingKey", "'UTF-8'"),
        time("CreatedDate", "{t}.created_at"),
        time("LastModifiedDate", "{t}.modified_at"),
    ),
    methods=("GET", "POST", "PATCH"),
    writable=frozenset({*_USER_REQUIRED, "FirstName", "CommunityNickname", "IsActive"}),
    required=_USER_REQUIRED,
    has_tooling_twin=True,
)
PROFILE = SObject(
    name="Profile",
    plural="Profile",
    prefix=ids.PROFILE,
    source="profile",
    fields=fields(record_id(), text("Name", "{t}.name")),
    has_tooling_twin=True,
)
PERMISSION_SET = SObject(
    name="PermissionSet",
    plural="Permission Sets",
    prefix=ids.PERMISSION_SET,
    source="permission_set",
    fields=fields(
        record_id(),
        text("Name", "{t}.name"),
        text("Label", "{t}.label"),
        flag("IsOwnedByProfile", "0"),
    ),
    methods=("GET", "POST", "PATCH", "DELETE"),
    writable=frozenset({"Name", "Label"}),
    required=("Name", "Label"),
    audience=Audience.SETUP,
    has_tooling_twin=True,
)
PERMISSION_SET_ASSIGNMENT = SObject(
    name="PermissionSetAssignment",
    plural="Permission Set Assignments",
    prefix=ids.PERMISSION_SET_ASSIGNMENT,
    source="permission_set_assignment",
    fields=fields(
        record_id(),
        reference("AssigneeId", "{t}.person_id", to="User", relationship="Assignee"),
        reference(
            "PermissionSetId", "{t}.permission_set_id", to="PermissionSet", relationship="PermissionSet"
        ),
    ),
    methods=("GET", "POST", "DELETE"),
    writable=frozenset({"AssigneeId", "PermissionSetId"}),
    required=("AssigneeId", "PermissionSetId"),
    audience=Audience.SETUP,
)
ORGANIZATION = SObject(
    name="Organization",
    plural="Organizations",
    prefix=ids.ORGANIZATION,
    source="organization",
    fields=fields(
        record_id(),
        text("Name", "{t}.name"),
        text("InstanceName", "'LOCAL'"),
        flag("IsSandbox", "0"),
        text("OrganizationType", "'Developer Edition'"),
        text("NamespacePrefix", "NULL", is_nillable=True),
        time("TrialExpirationDate", "NULL", is_nillable=True),
        time("CreatedDate", "{t}.created_at"),
    ),
    has_tooling_twin=True,
)
APEX_CLASS = SObject(
    name="ApexClass",
    plural="Apex Classes",
    prefix=ids.APEX_CLASS,
    source=(
        "(SELECT component_record.id, component.full_name, CAST(component.content AS TEXT) AS body "
        "FROM component JOIN component_record ON component_record.type = 'ApexClass' "
        "AND component_record.full_name = component.full_name WHERE component.type = 'ApexClassSource')"
    ),
    fields=fields(
        record_id(),
        text("Name", "{t}.full_name"),
        text("NamespacePrefix", "NULL", is_nillable=True),
        text("Status", "'Active'"),
        flag("IsValid", "1"),
        text("Body", "{t}.body"),
        number("LengthWithoutComments", "length({t}.body)"),
    ),
    audience=Audience.SETUP,
    has_tooling_twin=True,
)
DEBUG_LEVEL = SObject(
    name="DebugLevel",
    plural="Debug Levels",
    prefix=ids.DEBUG_LEVEL,
    source="debug_level",
    fields=fields(
        record_id(),
        text("DeveloperName", "{t}.developer_name"),
        text("MasterLabel", "{t}.label"),
        text("Language", "'en_US'"),
        *(text(name, f"{{t}}.{name.lower()}") for name in _LEVELS),
    ),
    methods=("GET", "POST", "PATCH", "DELETE"),
    writable=frozenset({"DeveloperName", "MasterLabel", *_LEVELS}),
    required=("DeveloperName", "MasterLabel"),
    audience=Audience.SETUP,
    is_tooling=True,
)
TRACE_FLAG = SObject(
    name="TraceFlag",
    plural="Trace Flags",
    prefix=ids.TRACE_FLAG,
    source="trace_flag",
    fields=fields(
        record_id(),
        reference("TracedEntityId", "{t}.traced_entity_id", to="User", relationship="TracedEntity"),
        reference("DebugLevelId", "{t}.debug_level_id", to="DebugLevel", relationship="DebugLevel"),
        text("LogType", "{t}.log_type"),
        time("StartDate", "{t}.starts_at", is_nillable=True),
        time("ExpirationDate", "{t}.expires_at"),
        time("CreatedDate", "{t}.created_at"),
    ),
    methods=("GET", "POST", "PATCH", "DELETE"),
    writable=frozenset({"TracedEntityId", "DebugLevelId", "LogType", "StartDate", "ExpirationDate"}),
    required=("TracedEntityId", "DebugLevelId", "LogType"),
    audience=Audience.SETUP,
    is_tooling=True,
)
APEX_LOG = SObject(
    name="ApexLog",
    plural="Apex Debug Logs",
    prefix=ids.APEX_LOG,
    source="apex_log",
    fields=fields(
        record_id(),
        text("Application", "{t}.application"),
        number("DurationMilliseconds", "{t}.duration_milliseconds"),
        text("Location", "'SystemLog'"),
        number("LogLength", "length(CAST({t}.body AS BLOB))"),
        reference("LogUserId", "{t}.person_id", to="User", relationship="LogUser"),
        text("Operation", "{t}.operation"),
        text("Request", "'Api'"),
        time("StartTime", "{t}.started_at"),
        text("Status", "{t}.status"),
    ),
    methods=("GET", "DELETE"),
    audience=Audience.SETUP,
    has_tooling_twin=True,
)
AUTH_SESSION = SObject(
    name="AuthSession",
    plural="Auth Sessions",
    prefix=ids.SESSION,
    source="(SELECT id, person_id, created_at, expires_at FROM session WHERE id IS NOT NULL)",
    fields=fields(
        record_id(),
        reference("UsersId", "{t}.person_id", to="User", relationship="Users"),
        time("CreatedDate", "{t}.created_at"),
        number("NumSecondsValid", "CAST({t}.expires_at - {t}.created_at AS INTEGER)"),
    ),
    methods=("GET", "DELETE"),
    audience=Audience.SETUP,
)
EXTERNAL_CREDENTIAL = SObject(
    name="ExternalCredential",
    plural="External Credentials",
    prefix=ids.EXTERNAL_CREDENTIAL,
    source="external_credential",
    fields=fields(
        record_id(),
        text("DeveloperName", "{t}.name"),
        text("MasterLabel", "{t}.label"),
        text("AuthenticationProtocol", "'Oauth'"),
        text("NamespacePrefix", "NULL", is_nillable=True),
    ),
    audience=Audience.SETUP,
    has_tooling_twin=True,
)
EXTERNAL_CREDENTIAL_PARAMETER = SObject(
    name="ExternalCredentialParameter",
    plural="External Credential Parameters",
    prefix=ids.EXTERNAL_CREDENTIAL_PARAMETER,
    source="external_credential_parameter",
    fields=fields(
        record_id(),
        reference(
            "ExternalCredentialId",
            "{t}.external_credential_id",
            to="ExternalCredential",
            relationship="ExternalCredential",
        ),
        text("ParameterName", "{t}.name"),
        text("ParameterType", "'NamedPrincipal'"),
        number("SequenceNumber", "{t}.sequence_number"),
    ),
    audience=Audience.SETUP,
    has_tooling_twin=True,
)
SETUP_ENTITY_ACCESS = SObject(
    name="SetupEntityAccess",
    plural="Setup Entity Access",
    prefix=ids.SETUP_ENTITY_ACCESS,
    source="setup_entity_access",
    fields=fields(
        record_id(),
        reference("ParentId", "{t}.permission_set_id", to="PermissionSet", relationship="Parent"),
        reference("SetupEntityId", "{t}.setup_entity_id", to=None),
        text("SetupEntityType", "'ExternalCredentialParameter'"),
        time("SystemModstamp", "{t}.modified_at"),
    ),
    methods=("GET", "POST", "DELETE"),
    writable=frozenset({"ParentId", "SetupEntityId"}),
    required=("ParentId", "SetupEntityId"),
    audience=Audience.SETUP,
)
OBJECTS = (
    *(USER, PROFILE, PERMISSION_SET, PERMISSION_SET_ASSIGNMENT, ORGANIZATION, APEX_CLASS),
    *(EXTERNAL_CREDENTIAL, EXTERNAL_CREDENTIAL_PARAMETER, SETUP_ENTITY_ACCESS),
    *(DEBUG_LEVEL, TRACE_FLAG, APEX_LOG, AUTH_SESSION),
)
_BY_NAME = {item.name.lower(): item for item in OBJECTS}


def find_object(name: str) -> SObject | None:
    """Find an object by its API name, whose case does not matter."""
    return _BY_NAME.get(name.lower())
