"""Which lease a file is read under and how often that was begun, so that another worker can take over.

Files that were only received when the ledger was brought here belong to nobody alive: epoch 0 lets any worker have them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("file", sa.Column("epoch", sa.Integer()))
    op.add_column("file", sa.Column("attempt_count", sa.Integer(), nullable=False, server_default="1"))
    op.create_index("file_status", "file", ["firm_id", "status"])
    file = sa.table("file", sa.column("status", sa.String()), sa.column("epoch", sa.Integer()))
    op.execute(sa.update(file).where(file.c.status == "received").values(epoch=0))
