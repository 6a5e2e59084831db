"""Settings of one installation, from the environment (`PPURI_...`)."""

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where this installation lives and how it behaves.

    Attributes:
        home: The folder that holds everything (`PPURI_HOME`, default `.ppuri` in the working folder).
        ledger: Address of the ledger on a PostgreSQL server (`PPURI_LEDGER`, `postgresql+psycopg://...`); left out, it
            is `ledger.db` in the home.
        ledger_wait_s: Seconds that a transaction waits for its turn on the ledger (`PPURI_LEDGER_WAIT_S`).
        lease_s: Seconds after which a worker that gives no sign loses its lease; it renews three times as often
            (`PPURI_LEASE_S`).
        lease_wait_s: Seconds that a worker waits for a firm's lease (`PPURI_LEASE_WAIT_S`).
        timezone: Zone of sites that declare none (`PPURI_TIMEZONE`).
        memory_limit_mb: DuckDB's working memory per connection (`PPURI_MEMORY_LIMIT_MB`).
        threads: Threads of one computation (`PPURI_THREADS`); 0 takes what the machine has.
        read_memory_mb: Memory that reading one file may take (`PPURI_READ_MEMORY_MB`).
        read_time_s: Seconds that reading one file may take (`PPURI_READ_TIME_S`).
        read_cpu_s: Seconds of processor time, over all cores, that reading one file may take (`PPURI_READ_CPU_S`).
        query_memory_mb: Memory that a query in a process of its own may take (`PPURI_QUERY_MEMORY_MB`).
        query_time_s: Seconds that it may take (`PPURI_QUERY_TIME_S`).
        query_cpu_s: Seconds of processor time, over all cores, that it may take (`PPURI_QUERY_CPU_S`).
        month_files: Small files that a machine-month of a table may have before they become one (`PPURI_MONTH_FILES`).
        keep_hours: Hours that replaced files of the lake stay for whoever still reads them (`PPURI_KEEP_HOURS`).
        log_days: Days that records of faults stay (`PPURI_LOG_DAYS`).
        backup_days: Days that backups stay; the newest stays in any case (`PPURI_BACKUP_DAYS`).
        reserve_mb: Space of the disk that is never filled, at most a twentieth of it (`PPURI_RESERVE_MB`).
    """

    model_config = SettingsConfigDict(env_prefix="PPURI_", frozen=True)
    home: Path = Field(default_factory=lambda: Path.cwd() / ".ppuri")
    ledger: str | None = None
    ledger_wait_s: float = 30.0
    lease_s: float = 30.0
    lease_wait_s: float = 60.0
    timezone: str = "Asia/Seoul"
    memory_limit_mb: int = 1024
    threads: int = 0
    read_memory_mb: int = 6144
    read_time_s: int = 900
    read_cpu_s: int = 1800
    query_memory_mb: int = 3072
    query_time_s: int = 300
    query_cpu_s: int = 600
    month_files: int = Field(default=16, ge=1)
    keep_hours: int = Field(default=168, ge=1)
    log_days: int = Field(default=180, ge=1)
    backup_days: int = Field(default=35, ge=1)
    reserve_mb: int = Field(default=1024, ge=0)


def load_settings() -> Settings:
    """Read the settings that are in force now."""
    given = tuple(sorted(item for item in os.environ.items() if item[0].upper().startswith("PPURI_")))
    return _read(given, str(Path.cwd()))


@lru_cache(maxsize=16)
def _read(_given: tuple[tuple[str, str], ...], _folder: str) -> Settings:
    """Settings as the environment and the working folder make them: validated once, asked for with every transaction."""
    return Settings()
