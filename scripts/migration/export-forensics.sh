#!/usr/bin/env bash
# Exports the v2.0 tables, their policies and their grants as evidence, before anything is dropped.
# Writes backups/forensic-YYYYMMDD-HHMMSS/ (UTC): a file a table, and manifest.tsv with rows and checksums. The folder has its
# name only once all of it is proven.
#   FORENSIC_GPG_RECIPIENT  whose key the files are encrypted for: they hold personal data. `none` leaves them plain.
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_database sha256sum
recipient=${FORENSIC_GPG_RECIPIENT-}
[[ $recipient ]] || fail "FORENSIC_GPG_RECIPIENT is empty: say whose key the personal data is encrypted for. Nothing was done."
[[ $recipient == none ]] || need gpg

mkdir -p backups
folder=backups/forensic-$(date -u +%Y%m%d-%H%M%S)
[[ ! -e $folder ]] || fail "$folder is there already; try again in a second. Nothing was done."
part=$(mktemp -d "backups/.forensic.XXXXXX")
trap 'rm -rf "$part"' EXIT

# One snapshot for all of it; read back into a table of the same shape, which is the only count of a CSV that line breaks cannot fool.
{
    echo 'begin isolation level repeatable read;'
    for table in "${v2_tables[@]}"; do
        echo "\\copy public.$table to '$part/$table.csv' csv header"
        echo "create temp table read_back_$table (like public.$table) on commit drop;"
        echo "\\copy read_back_$table from '$part/$table.csv' csv header"
        echo "select '$table', (select count(*) from public.$table), (select count(*) from read_back_$table);"
    done
    echo "\\copy (select * from pg_policies where schemaname = 'public' order by 1, 2, 3) to '$part/policies.csv' csv header"
    echo "\\copy (select table_name, grantee, privilege_type from information_schema.role_table_grants where table_schema = 'public' order by 1, 2, 3) to '$part/grants.csv' csv header"
    echo 'rollback;'
} >"$part/export.sql"
sql -At -F ' ' -f "$part/export.sql" >"$part/counts"
rm "$part/export.sql"

while read -r table rows back; do
    [[ $rows == "$back" ]] || fail "$table has $rows rows, but its export $back. There is no export."
    echo "$table: $rows rows exported"
done <"$part/counts"

for name in "${v2_tables[@]}" policies grants; do
    rows=$(sed -n "s/^$name \([0-9]*\) .*/\1/p" "$part/counts")
    file=$name.csv
    if [[ $recipient != none ]]; then
        gpg --batch --yes --quiet --trust-model always --recipient "$recipient" --output "$part/$file.gpg" --encrypt "$part/$file"
        rm "$part/$file"
        file+=.gpg
    fi
    chmod 600 "$part/$file"
    sum=$(sha256sum "$part/$file")
    printf '%s\t%s\t%s\t%s\n' "$name" "${rows:--}" "${sum%% *}" "$file" >>"$part/manifest.tsv"
done
rm "$part/counts"
sync "$part"/*
mv -T "$part" "$folder"
[[ $recipient != none ]] || echo "not encrypted: FORENSIC_GPG_RECIPIENT is none"
echo "export: $folder"
