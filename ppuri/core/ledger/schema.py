"""Tables of the ledger, in words that SQLite and PostgreSQL both understand.

A change here needs a revision beside it: `make revision TITLE="what changes"`, see `ppuri/core/ledger/migrations`.
"""

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
# The newest of the revisions in `migrations/versions`.
REVISION = "0004"

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
    Column("status", String, nullable=False),  # received | held | committed | rejected | undone
    Column("override_json", Text, nullable=False, default="{}"),
    Column("answers_json", Text, nullable=False, default="{}"),
    Column("receipt_json", Text),
    Column("container_sha256", String),
    Column("epoch", Integer),  # of the lease under which it is being read; null where nobody is to read it
    Column("attempt_count", Integer, nullable=False, server_default="1"),
    UniqueConstraint("firm_id", "sha256"),
    UniqueConstraint("firm_id", "file_id"),
    Index("file_status", "firm_id", "status"),
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
    Column("file_id", String),  # that brought this version
    Column("forgotten_ts", String),  # since then no new file is read by it; those that were read by it keep it
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

file_version = Table(
    "file_version",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("file_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("status", String, nullable=False),
    Column("machine_id", String, nullable=False),
    Column("override_json", Text, nullable=False),
    Column("answers_json", Text, nullable=False),
    Column("said_ts", String, nullable=False),
    ForeignKeyConstraint(["firm_id", "file_id"], ["file.firm_id", "file.file_id"]),
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

# Tables with `stays` keep their rows when a firm is withdrawn; of every other table with `firm_id` the firm's rows go.
lease.info["stays"] = True

withdrawal = Table(
    "withdrawal",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("hidden_ts", String, nullable=False),
    Column("removed_ts", String),
    Column("receipt_json", Text, nullable=False),
    info={"stays": True},
)

alarm = Table(
    "alarm",
    metadata,
    Column("firm_id", String, primary_key=True),
    Column("check_name", String, primary_key=True),
    Column("raised_ts", String, nullable=False),
    Column("text_ko", Text, nullable=False),
    Column("text_en", Text, nullable=False),
)
