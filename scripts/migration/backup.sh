#!/usr/bin/env bash
# Backs up the Epic 1 tables: backup.sh TARGET
# Writes backups/backup-epic1-TARGET-YYYYMMDD-HHMMSS.sql.gz (UTC), its checksum and its row counts. A backup has its name
# only once it is whole: while it is written it is called .part.
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

target=${1-}
[[ $# == 1 && $target =~ ^[a-z][a-z0-9-]*$ ]] || fail "Say what is backed up: backup.sh production"
need_database pg_dump gzip sha256sum

mkdir -p backups
file=backups/backup-epic1-$target-$(date -u +%Y%m%d-%H%M%S).sql.gz
[[ ! -e $file ]] || fail "$file is there already. Nothing was done."
work=$(mktemp -d)
trap 'rm -rf "$work" "$file.part"' EXIT

tables=()
for table in "${epic1_tables[@]}"; do tables+=(--table="public.$table"); done
pg_dump --no-password --clean --if-exists --no-owner "${tables[@]}" --file="$work/dump.sql" "$DATABASE_URL"
dump_is_complete "$work/dump.sql" || fail "pg_dump ended, but its dump does not. There is no backup."

gzip -c "$work/dump.sql" >"$file.part"
gzip -t "$file.part"
gunzip -c "$file.part" | cmp - "$work/dump.sql"
sync "$file.part"

rows_in_dump "$work/dump.sql" >"$file.counts"
sum=$(sha256sum "$file.part")
printf '%s  %s\n' "${sum%% *}" "$(basename "$file")" >"$file.sha256"
mv "$file.part" "$file"

while read -r table rows; do echo "$table: $rows"; done <"$file.counts"
echo "backup: $file"
