#!/usr/bin/env bash
# Proves an export: verify-export.sh FOLDER. Every table is there, readable by its owner only, as it was written, and with as many
# rows as the database has now. Changes nothing.
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
folder=${1-}
[[ $# == 1 && $folder ]] || fail "Say which export: verify-export.sh backups/forensic-20260107-142300"
need_database sha256sum
[[ -f $folder/manifest.tsv ]] || fail "There is no export in $folder."
for table in "${v2_tables[@]}"; do
    row=$(grep -m 1 "^$table"$'\t' "$folder/manifest.tsv") || fail "$folder holds no $table."
    IFS=$'\t' read -r _ rows sum file <<<"$row"
    [[ -f $folder/$file ]] || fail "$folder/$file is gone."
    [[ $(stat -c %a "$folder/$file") == 600 ]] || fail "$folder/$file can be read by others: its mode is $(stat -c %a "$folder/$file")."
    [[ $(sha256sum <"$folder/$file") == "$sum  -" ]] || fail "$folder/$file is not what was exported."
    now=$(ask "select count(*) from public.$table")
    [[ $now == "$rows" ]] || fail "$table has $now rows now, and $rows in the export: export again."
    echo "proven: $table, $rows rows"
done
echo "evidence: $folder is whole"
