"""Which firms were withdrawn, and what the audit found broken."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "alarm",
        sa.Column("firm_id", sa.String(), nullable=False),
        sa.Column("check_name", sa.String(), nullable=False),
        sa.Column("raised_ts", sa.String(), nullable=False),
        sa.Column("text_ko", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "check_name"),
    )
    op.create_table(
        "withdrawal",
        sa.Column("firm_id", sa.String(), nullable=False),
        sa.Column("hidden_ts", sa.String(), nullable=False),
        sa.Column("removed_ts", sa.String(), nullable=True),
        sa.Column("receipt_json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id"),
    )
