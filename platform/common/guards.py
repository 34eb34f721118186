"""Database triggers that make a table append-only, statement triggers included, so that TRUNCATE is refused too."""

import pgtrigger


def append_only(*, but: str = "") -> list[pgtrigger.Trigger]:
    """Triggers for the Meta of a model whose rows are never changed, deleted or truncated.

    A model that uses them also says `append_only = True`, by which the application's database role is refused the same.
    `but` is a condition in SQL on OLD and NEW under which a row may be changed after all; where that is for the
    application's role to do, the model names the columns in `append_only_but`.
    """
    never = (
        [
            pgtrigger.Protect(
                name="never_changed", operation=pgtrigger.Update, condition=pgtrigger.Condition(f"NOT {but}")
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]
        if but
        else [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]
    )
    return [
        *never,
        pgtrigger.Trigger(
            name="never_truncated",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
        ),
    ]
