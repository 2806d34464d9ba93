import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from isthmus.local.certificates import ensure_certificates

START = 1_800_000_000.0


@dataclass
class FixedClock:
    epoch_seconds: float = START

    def now(self) -> float:
        return self.epoch_seconds


def test_keeps_the_certificates_it_made(tmp_path: Path) -> None:
    first = ensure_certificates(tmp_path, clock=FixedClock())
    content = first.certificate.read_bytes()
    again = ensure_certificates(tmp_path, clock=FixedClock(START + 86_400))
    assert again.certificate.read_bytes() == content


def test_renews_a_certificate_that_ends_within_thirty_days(tmp_path: Path) -> None:
    content = ensure_certificates(tmp_path, clock=FixedClock()).certificate.read_bytes()
    later = START + dt.timedelta(days=368).total_seconds()
    assert ensure_certificates(tmp_path, clock=FixedClock(later)).certificate.read_bytes() != content


def test_private_key_is_for_its_owner_only_and_the_ca_key_is_not_kept(tmp_path: Path) -> None:
    certificates = ensure_certificates(tmp_path, clock=FixedClock())
    assert certificates.key.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ca.pem", "localhost.key", "localhost.pem"]


def test_the_ca_may_sign_for_localhost_only(tmp_path: Path) -> None:
    certificates = ensure_certificates(tmp_path, clock=FixedClock())
    ca = x509.load_pem_x509_certificate(certificates.ca_bundle.read_bytes())
    constraints = ca.extensions.get_extension_for_class(x509.NameConstraints).value
    names = [subtree.value for subtree in constraints.permitted_subtrees or []]
    assert names[0] == "localhost"
    assert str(names[1]) == "127.0.0.0/8"
