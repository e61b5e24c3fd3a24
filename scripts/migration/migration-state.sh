#!/usr/bin/env bash
# Says what became of a migration: how many transactions are still open, and what is there of v2.0. Changes nothing.
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_database
echo "open transactions: $(ask "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and xact_start is not null and now() - xact_start > interval '2 seconds'")"
for table in "${v2_tables[@]}"; do
    echo "$table: $(ask "select case when to_regclass('public.$table') is null then 'not there' else 'there' end")"
done
