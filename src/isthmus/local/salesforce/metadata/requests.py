"""Deployments and retrievals that are asked for at one time and carried out at another, one after the other.

Whoever asks gets an id once the request is stored. The work begins after that answer is sent, or when
somebody asks how far it is: so a request outlives the process that took it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from isthmus.errors import MalformedError
from isthmus.local.database import Database
from isthmus.local.salesforce.metadata.apex_tests import ApexTest, find_tests
from isthmus.local.salesforce.metadata.catalog import Metadata
from isthmus.local.salesforce.metadata.deployment import Deployments, Plan
from isthmus.local.salesforce.metadata.files import Layout, ParsedFiles, parse_files
from isthmus.local.salesforce.metadata.package import (
    Manifest,
    PackageError,
    check_manifest,
    manifest_failure,
    read_package,
)
from isthmus.local.salesforce.metadata.retrieval import retrieve
from isthmus.local.salesforce.store.metadata_requests import (
    MetadataRequest,
    MetadataRequests,
    RequestKind,
    RequestState,
)

NO_TESTS = "NoTestRun"
SPECIFIED_TESTS = "RunSpecifiedTests"
TEST_LEVELS = (NO_TESTS, SPECIFIED_TESTS, "RunLocalTests", "RunAllTestsInOrg", "RunRelevantTests")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployOptions:
    """What a deployment is asked to do (Metadata API, DeployOptions)."""

    allow_missing_files: bool = False
    auto_update_package: bool = False
    check_only: bool = False
    ignore_warnings: bool = False
    rollback_on_error: bool = True
    test_level: str = NO_TESTS
    run_tests: Sequence[str] = ()


class MetadataQueue:
    """Take requests, carry them out in order, and tell how far they are."""

    def __init__(
        self,
        database: Database,
        *,
        requests: MetadataRequests,
        deployments: Deployments,
        metadata: Metadata,
    ) -> None:
        self._database = database
        self._requests = requests
        self._deployments = deployments
        self._metadata = metadata

    def deploy(self, content: bytes, *, options: DeployOptions, by: str) -> MetadataRequest:
        """Store a zip to be deployed as the user `by`."""
        return self._requests.add(RequestKind.DEPLOY, person_id=by, options=asdict(options), payload=content)

    def retrieve(self, manifest: Manifest, *, is_single_package: bool, by: str) -> MetadataRequest:
        """Store what is to be retrieved for the user `by`."""
        members = {name: list(listed) for name, listed in manifest.members.items()}
        options = {"members": members, "is_single_package": is_single_package, "version": manifest.version}
        return self._requests.add(RequestKind.RETRIEVE, person_id=by, options=options, payload=None)

    def find(self, request_id: str, *, kind: RequestKind) -> MetadataRequest | None:
        """Carry out what is waiting, and find a request."""
        self.work()
        return self._requests.find(request_id, kind=kind)

    def newest_deployments(self, limit: int) -> list[MetadataRequest]:
        """Give the newest deployments, without their zips, as far as they are: nothing is carried out."""
        return self._requests.newest(RequestKind.DEPLOY, limit=limit)

    def cancel(self, request_id: str, *, by: str) -> MetadataRequest | None:
        """End a deployment that has not begun; one that is done stays as it is."""
        found = self._requests.find(request_id, kind=RequestKind.DEPLOY)
        if found is None or found.state is not RequestState.PENDING:
            return found
        self._requests.finish(request_id, state=RequestState.CANCELED, result={"canceled_by": by})
        return self._requests.get(request_id)

    def work(self) -> None:
        """Carry out everything that is waiting."""
        for request in self._requests.unfinished():
            if request.state is RequestState.IN_PROGRESS:
                self._give_up(request)
            elif request.kind is RequestKind.DEPLOY:
                self._deploy(request)
            else:
                self._retrieve(request)

    def _give_up(self, request: MetadataRequest) -> None:
        # NOTE: nothing of it is stored: what a deployment changes is committed together with its outcome.
        message = "The org was stopped during this request. Nothing was changed; ask again."
        result = {"error_message": message, "error_code": "UNKNOWN_EXCEPTION"}
        self._requests.finish(request.id, state=RequestState.FAILED, result=result)

    def _retrieve(self, request: MetadataRequest) -> None:
        self._requests.start(request.id)
        members = {name: tuple(listed) for name, listed in request.options["members"].items()}
        manifest = Manifest(members=members, version=request.options["version"])
        found = retrieve(
            self._metadata, manifest=manifest, is_single_package=request.options["is_single_package"]
        )
        result = {"messages": found.messages, "components": found.components}
        self._requests.finish(request.id, state=RequestState.SUCCEEDED, result=result, payload=found.content)

    def _deploy(self, request: MetadataRequest) -> None:
        self._requests.start(request.id)
        options = DeployOptions(**request.options)
        try:
            plan, tests = self._plan(request.payload or b"", options=options)
        except PackageError as error:
            result = {"error_message": str(error), "error_code": "INVALID_ZIP_FILE"}
            self._requests.finish(request.id, state=RequestState.FAILED, result=result)
        except MalformedError as error:
            failed = {"failures": [asdict(manifest_failure(error))]}
            self._requests.finish(request.id, state=RequestState.FAILED, result=failed)
        else:
            self._finish(request, plan=plan, tests=tests, options=options)

    def _plan(self, content: bytes, *, options: DeployOptions) -> tuple[Plan, tuple[ApexTest, ...]]:
        package = read_package(content)
        wrong = check_manifest(
            package, allows_missing=options.allow_missing_files, adds_unnamed=options.auto_update_package
        )
        parsed = parse_files(package.files, layout=Layout.PACKAGE)
        parsed = ParsedFiles(files=parsed.files, failures=(*parsed.failures, *wrong))
        wanted = options.run_tests if options.test_level == SPECIFIED_TESTS else None
        has_tests = options.test_level != NO_TESTS
        tests = find_tests(self._metadata, files=parsed.files, named=wanted) if has_tests else ()
        is_partial = not options.rollback_on_error
        plan = self._deployments.plan_what_may_be if is_partial else self._deployments.plan
        return plan(parsed), tests

    def _finish(
        self,
        request: MetadataRequest,
        *,
        plan: Plan,
        tests: tuple[ApexTest, ...],
        options: DeployOptions,
    ) -> None:
        state = _state_of(plan, tests=tests, options=options)
        result = {
            "failures": [asdict(failure) for failure in plan.failures],
            "components": [asdict(component) for component in plan.components],
            "tests": [asdict(test) for test in tests],
        }
        is_stored = state is not RequestState.FAILED and not options.check_only
        with self._database.transaction():
            if is_stored:
                self._deployments.carry_out(plan, by=request.person_id)
            self._requests.finish(request.id, state=state, result=result)
        if is_stored:
            self._deployments.adopt(plan)


def _state_of(plan: Plan, *, tests: tuple[ApexTest, ...], options: DeployOptions) -> RequestState:
    # NOTE: a test that was not run has not passed, and a deployment that asks for tests wants them passed.
    if tests or (plan.failures and (options.rollback_on_error or not plan.components)):
        return RequestState.FAILED
    return RequestState.SUCCEEDED_PARTIAL if plan.failures else RequestState.SUCCEEDED
