"""What people said of a file, version by version, and which file a mapping is owed to, so that both can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns."""
    op.add_column("mapping", sa.Column("file_id", sa.String()))
    op.add_column("mapping", sa.Column("forgotten_ts", sa.String()))
    op.create_table(
        "file_version",
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("firm_id", "file_id")),
        sa.Column("version", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("status", "machine_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("override_json", "answers_json")),
        sa.Column("said_ts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id", "file_id"], ["file.firm_id", "file.file_id"]),
    )
