"""Tables of the ledger, in words that SQLite and PostgreSQL both understand."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
SCHEMA_VERSION = "1"

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

hub_version = Table(
    "hub_version",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=True),
    Column("sha256", String, nullable=False),
    Column("hub_json", Text, nullable=False),
    Column("applied_ts", String, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("holder", String, nullable=False),
    Column("expires_s", Float, nullable=False),
)

file = Table(
    "file",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("firm_id", String, nullable=False),
    Column("file_id", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("machine_id", String, nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("received_ts", String, nullable=False),
    Column("status", String, nullable=False),  # received | held | committed | rejected
    Column("override_json", Text, nullable=False, default="{}"),
    Column("answers_json", Text, nullable=False, default="{}"),
    Column("receipt_json", Text),
    Column("container_sha256", String),
    UniqueConstraint("firm_id", "sha256"),
    UniqueConstraint("firm_id", "file_id"),
)

file_partition = Table(
    "file_partition",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("file_id", String, primary_key=True),
    Column("table_name", String, primary_key=True),
    Column("machine_id", String, primary_key=True),
    Column("month", String, primary_key=True),
    ForeignKeyConstraint(["firm_id", "file_id"], ["file.firm_id", "file.file_id"]),
    Index("file_partition_place", "firm_id", "table_name", "machine_id", "month"),
)

mapping = Table(
    "mapping",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("machine_id", String, primary_key=True),
    Column("layout_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("mapping_json", Text, nullable=False),
    Column("created_ts", String, nullable=False),
)

file_mapping = Table(
    "file_mapping",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("file_id", String, primary_key=True),
    Column("table_no", Integer, primary_key=True),
    Column("layout_id", String, nullable=False),
    Column("version", Integer, nullable=False),
)

published = Table(
    "published",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("table_name", String, primary_key=True),
    Column("version", Integer, nullable=False),
)

publication = Table(
    "publication",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("firm_id", String, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("published_ts", String, nullable=False),
    Column("versions_json", Text, nullable=False),
    Index("publication_firm", "firm_id", "seq"),
)

change = Table(
    "change",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("firm_id", String, primary_key=True),
    Column("table_name", String, primary_key=True),
    Column("machine_id", String, primary_key=True),
    Column("month", String, primary_key=True),
)

watermark = Table(
    "watermark",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("seq", Integer, nullable=False),
)

fact = Table(
    "fact",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("firm_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("valid_from", String, nullable=False),
    Column("value_json", Text, nullable=False),
    Column("created_ts", String, nullable=False),
    Index("fact_kind", "firm_id", "kind", "subject"),
)

state = Table(
    "state",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value_json", Text, nullable=False),
)
