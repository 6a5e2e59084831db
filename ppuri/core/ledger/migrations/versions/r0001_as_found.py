"""The tables of ledgers that were made before revisions were counted.

Such a ledger has most or all of them already, so only what is missing is made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what is missing."""
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for make in (_hub, _files, _places, _mappings, _publications, _facts):
        make(there)
    if "file" in there and "container_sha256" not in {
        column["name"] for column in sa.inspect(op.get_bind()).get_columns("file")
    }:
        op.add_column("file", sa.Column("container_sha256", sa.String()))


def _hub(there: set[str]) -> None:
    if "meta" not in there:
        op.create_table(
            "meta", sa.Column("key", sa.String(), primary_key=True), sa.Column("value", sa.Text(), nullable=False)
        )
    if "hub_version" not in there:
        op.create_table(
            "hub_version",
            sa.Column("version", sa.Integer(), primary_key=True, autoincrement=True),
            sa.Column("sha256", sa.String(), nullable=False),
            sa.Column("hub_json", sa.Text(), nullable=False),
            sa.Column("applied_ts", sa.String(), nullable=False),
        )
    if "lease" not in there:
        op.create_table(
            "lease",
            sa.Column("firm_id", sa.String(), primary_key=True),
            sa.Column("epoch", sa.Integer(), nullable=False),
            sa.Column("holder", sa.String(), nullable=False),
            sa.Column("expires_s", sa.Float(), nullable=False),
        )


def _files(there: set[str]) -> None:
    if "file" in there:
        return
    op.create_table(
        "file",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("firm_id", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("machine_id", sa.String(), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("received_ts", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("override_json", sa.Text(), nullable=False),
        sa.Column("answers_json", sa.Text(), nullable=False),
        sa.Column("receipt_json", sa.Text()),
        sa.Column("container_sha256", sa.String()),
        sa.UniqueConstraint("firm_id", "sha256"),
        sa.UniqueConstraint("firm_id", "file_id"),
    )


def _places(there: set[str]) -> None:
    if "file_partition" in there:
        return
    op.create_table(
        "file_partition",
        *(
            sa.Column(name, sa.String(), primary_key=True)
            for name in ("firm_id", "file_id", "table_name", "machine_id", "month")
        ),
        sa.ForeignKeyConstraint(["firm_id", "file_id"], ["file.firm_id", "file.file_id"]),
    )
    op.create_index("file_partition_place", "file_partition", ["firm_id", "table_name", "machine_id", "month"])


def _mappings(there: set[str]) -> None:
    if "mapping" not in there:
        op.create_table(
            "mapping",
            *(sa.Column(name, sa.String(), primary_key=True) for name in ("firm_id", "machine_id", "layout_id")),
            sa.Column("version", sa.Integer(), primary_key=True),
            sa.Column("mapping_json", sa.Text(), nullable=False),
            sa.Column("created_ts", sa.String(), nullable=False),
        )
    if "file_mapping" not in there:
        op.create_table(
            "file_mapping",
            *(sa.Column(name, sa.String(), primary_key=True) for name in ("firm_id", "file_id")),
            sa.Column("table_no", sa.Integer(), primary_key=True),
            sa.Column("layout_id", sa.String(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
        )


def _publications(there: set[str]) -> None:
    if "published" not in there:
        op.create_table(
            "published",
            *(sa.Column(name, sa.String(), primary_key=True) for name in ("firm_id", "table_name")),
            sa.Column("version", sa.Integer(), nullable=False),
        )
    if "publication" not in there:
        op.create_table(
            "publication",
            sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
            sa.Column("firm_id", sa.String(), nullable=False),
            sa.Column("epoch", sa.Integer(), nullable=False),
            sa.Column("published_ts", sa.String(), nullable=False),
            sa.Column("versions_json", sa.Text(), nullable=False),
        )
        op.create_index("publication_firm", "publication", ["firm_id", "seq"])
    if "change" not in there:
        op.create_table(
            "change",
            sa.Column("seq", sa.Integer(), primary_key=True),
            *(
                sa.Column(name, sa.String(), primary_key=True)
                for name in ("firm_id", "table_name", "machine_id", "month")
            ),
        )
    if "watermark" not in there:
        op.create_table(
            "watermark",
            *(sa.Column(name, sa.String(), primary_key=True) for name in ("firm_id", "name")),
            sa.Column("seq", sa.Integer(), nullable=False),
        )


def _facts(there: set[str]) -> None:
    if "fact" not in there:
        op.create_table(
            "fact",
            sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
            *(sa.Column(name, sa.String(), nullable=False) for name in ("firm_id", "kind")),
            sa.Column("subject", sa.Text(), nullable=False),
            sa.Column("valid_from", sa.String(), nullable=False),
            sa.Column("value_json", sa.Text(), nullable=False),
            sa.Column("created_ts", sa.String(), nullable=False),
        )
        op.create_index("fact_kind", "fact", ["firm_id", "kind", "subject"])
    if "state" not in there:
        op.create_table(
            "state",
            *(sa.Column(name, sa.String(), primary_key=True) for name in ("firm_id", "key")),
            sa.Column("value_json", sa.Text(), nullable=False),
        )
