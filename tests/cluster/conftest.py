"""A cluster of this machine's own, to which sweeps are sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

try:
    from distributed import Client, LocalCluster
except ModuleNotFoundError:
    raise pytest.UsageError("tests/cluster sends sweeps to a Dask cluster: pip install -e '.[cluster]'") from None


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    """A client of a cluster of two processes."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        yield client
