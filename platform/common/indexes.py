"""An index that is built beside those who read and write, however long that takes and however often it is begun."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently

STANDS = """
SELECT i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relname = %s AND c.relnamespace = current_schema()::regnamespace
"""


class AddIndexBeside(AddIndexConcurrently):
    """Django's, which can be begun again: a migration that is in no transaction has done, when it fails, whatever came
    before. An index that stands is left; one that was interrupted, which PostgreSQL keeps and reads nothing by, is made
    anew.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        stands = None if schema_editor.collect_sql else self._stands(schema_editor)
        if stands:
            return
        if stands is False:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY {schema_editor.quote_name(self.index.name)}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def _stands(self, schema_editor: Any) -> bool | None:
        """None where there is none of the name; False of one that was interrupted."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(STANDS, [self.index.name])
            row = cursor.fetchone()
        return row and row[0]
