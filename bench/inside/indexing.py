"""The indexes of the large tables, and how often each was looked into so far."""

from typing import Any

from django.db import connection

from proposals.schedule import close_one_due_window

# Fewer rows are read as fast without an index as with one.
LARGE = 1_000
INDEXES = """
SELECT t.relname, i.relname, pg_relation_size(i.oid), coalesce(s.idx_scan, 0), x.indisunique OR x.indisexclusion,
    (SELECT a.attname FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
        WHERE k.conrelid = t.oid AND k.contype = 'f' AND k.conkey[1] = x.indkey[0] LIMIT 1),
    split_part(pg_get_indexdef(i.oid), ' USING ', 2)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = i.oid
WHERE n.nspname = 'public' AND t.relkind = 'r' AND (t.reltuples >= %s OR t.relname = ANY(%s))
ORDER BY t.relname, i.relname
"""
# What grows with the years, and stands nearly empty in a database of one round.
OF_YEARS = ["proposals_vote", "proposals_participation", "proposals_endorsement", "notices_notice"]
NAMES = ("table", "name", "bytes", "scans", "is_unique", "key", "definition")


def indexes() -> list[dict[str, Any]]:
    """Of each: its table, name, bytes, scans, whether it keeps something unique, and the foreign key that it begins
    with, if any. What this process has counted is told to PostgreSQL before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(INDEXES, [LARGE, OF_YEARS])
        return [dict(zip(NAMES, row, strict=True)) for row in cursor.fetchall()]


def conduct() -> int:
    """Everything that is due; how many steps that were."""
    steps = 0
    while close_one_due_window():
        steps += 1
    return steps
