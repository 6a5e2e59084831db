"""A PostgreSQL server for tests: `PPURI_TEST_POSTGRES`, or the one at its default socket; without one the tests are skipped."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

ADDRESS = os.environ.get("PPURI_TEST_POSTGRES", "postgresql+psycopg:///postgres")


@cache
def missing() -> str | None:
    """Why there is no server; None where it answers."""
    try:
        with create_engine(ADDRESS, poolclass=NullPool, connect_args={"connect_timeout": 5}).connect():
            return None
    except OperationalError as error:
        return f"no PostgreSQL server (PPURI_TEST_POSTGRES names one): {str(error.orig).splitlines()[0]}"


@contextmanager
def ledger_address() -> Iterator[str]:
    """Give the address of an empty schema for as long as the block runs; skip the test where there is no server."""
    if (reason := missing()) is not None:
        pytest.skip(reason)
    schema = f"ppuri_test_{uuid4().hex[:12]}"
    engine = create_engine(ADDRESS, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"create schema {schema}"))
    try:
        address = make_url(ADDRESS).update_query_dict({"options": f"-csearch_path={schema}"})
        yield address.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"drop schema {schema} cascade"))
