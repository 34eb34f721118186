"""Database triggers that make a table append-only, statement triggers included, so that TRUNCATE is refused too."""

import pgtrigger


def append_only() -> list[pgtrigger.Trigger]:
    """Triggers for the Meta of a model whose rows are never changed, deleted or truncated.

    A model that uses them also says `append_only = True`, by which the application's database role is refused the same.
    """
    return [
        pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_truncated",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
        ),
    ]
