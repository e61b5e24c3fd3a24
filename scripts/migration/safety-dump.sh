#!/usr/bin/env bash
# Dumps the whole database as it is, before something destructive, and sees that the dump can be read.
# Writes backups/safety-YYYYMMDD-HHMMSS.dump (UTC), which pg_restore takes.
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_database pg_dump pg_restore sha256sum

mkdir -p backups
dump=''
# Named by the second, and nothing is written over: who comes in the same second as another takes the next one.
for _ in {1..30}; do
    name=backups/safety-$(date -u +%Y%m%d-%H%M%S).dump
    if [[ ! -e $name ]] && (set -o noclobber; : >"$name.part") 2>/dev/null; then dump=$name; break; fi
    sleep 0.1
done
[[ $dump ]] || fail "$name cannot be written. Nothing was done."
trap 'rm -f "$dump.part"' EXIT
pg_dump --no-password --format=custom --file="$dump.part" "$DATABASE_URL"
# Reads every entry and every row, which --list does not.
pg_restore --file=/dev/null "$dump.part"
sync "$dump.part"
mv "$dump.part" "$dump"
sha256sum "$dump" >"$dump.sha256"
pg_restore --list "$dump" | sed -n 's/^.* TABLE DATA public \([^ ]*\) .*$/holds: \1/p'
echo "safety dump: $dump"
