"""Alembic environment, configured in code: batch mode, the whole metadata of the features."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from jtdesk.core.db import Base
from jtdesk.migrations import schema

schema.load()

url = context.config.get_main_option("sqlalchemy.url") or ""
engine = create_engine(url)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
