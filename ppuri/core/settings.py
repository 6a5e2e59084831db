"""Settings of one installation, from the environment (`PPURI_...`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where this installation lives and how it behaves.

    Attributes:
        home: The folder that holds everything (`PPURI_HOME`, default `.ppuri` in the working folder).
        timezone: Zone of sites that declare none (`PPURI_TIMEZONE`).
        memory_limit_mb: DuckDB's working memory per connection (`PPURI_MEMORY_LIMIT_MB`).
        threads: Threads of one computation (`PPURI_THREADS`); 0 takes what the machine has.
        read_memory_mb: Memory that reading one file may take (`PPURI_READ_MEMORY_MB`).
        read_time_s: Seconds that reading one file may take (`PPURI_READ_TIME_S`).
        read_cpu_s: Seconds of processor time, over all cores, that reading one file may take (`PPURI_READ_CPU_S`).
    """

    model_config = SettingsConfigDict(env_prefix="PPURI_", frozen=True)
    home: Path = Field(default_factory=lambda: Path.cwd() / ".ppuri")
    timezone: str = "Asia/Seoul"
    memory_limit_mb: int = 1024
    threads: int = 0
    read_memory_mb: int = 6144
    read_time_s: int = 900
    read_cpu_s: int = 1800


def load_settings() -> Settings:
    """Read the settings that are in force now."""
    return Settings()
