"""What the machine itself can do: the limits that our figures are shares of."""

import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_MESSAGE = bytes(400)  # about as long as header and claims


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def signatures_per_second(*, threads: int, seconds: float) -> float:
    """Sign as RS256 does, in threads: RSA runs without Python's lock."""
    return _rate(lambda: _KEY.sign(_MESSAGE, padding.PKCS1v15(), hashes.SHA256()), threads, seconds)


def cpu_seconds_per_signature(*, times: int) -> float:
    """Give the processor time of one RS256 signature."""
    began = time.thread_time()
    for _ in range(times):
        _KEY.sign(_MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    return (time.thread_time() - began) / times


def password_hashes_per_second(*, threads: int, seconds: float, cost: int, block_size: int) -> float:
    """Compute scrypt with p=1."""
    return _rate(
        lambda: hashlib.scrypt(b"sample", salt=bytes(16), n=cost, r=block_size, p=1, maxmem=2**26, dklen=32),
        threads,
        seconds,
    )


def _rate(work: Callable[[], object], threads: int, seconds: float) -> float:
    began = time.perf_counter()

    def run() -> int:
        count = 0
        while time.perf_counter() - began < seconds:
            work()
            count += 1
        return count

    with ThreadPoolExecutor(threads) as workers:
        counts = [workers.submit(run) for _ in range(threads)]
        total = sum(count.result() for count in counts)
    return total / (time.perf_counter() - began)
