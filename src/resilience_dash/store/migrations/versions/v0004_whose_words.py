"""Which member recorded an agreement or added evidence: the name beside it is anybody's to choose."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("agreement", "evidence"):
        # Inline, because SQLite adds no constraint later.
        op.add_column(
            table,
            sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
            inline_references=True,
        )
        op.create_index(f"ix_{table}_member_id", table, ["member_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Put back the copy made before the migration instead.")
