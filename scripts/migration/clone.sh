#!/usr/bin/env bash
# Puts production's data into staging, for a rehearsal: clone.sh [PRODUCTION [MASK]]
#   PRODUCTION  production's database address, which is only read; without it staging keeps what it holds
#   MASK        an SQL file that blanks what is personal, in the transaction that loads it
#   STAGING_DATABASE_URL, DATABASE_URL  both staging's, or nothing is done
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[[ $# -le 2 ]] || fail "Say one database and one file; $# names were given. Nothing was done."
production=${1-} mask=${2-}
need_database pg_dump
[[ ${STAGING_DATABASE_URL-} == "$DATABASE_URL" ]] || fail "DATABASE_URL is not staging's: what is damaged here would not be what is restored. Nothing was done."
if [[ $production ]]; then
    [[ $production != "$DATABASE_URL" ]] || fail "STAGING_DATABASE_URL is production's. Nothing was done."
    [[ $# == 1 || -f $mask ]] || fail "There is no file $mask to blank personal data with. Nothing was done."
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    pg_dump --no-password --clean --if-exists --no-owner --file="$work/clone.sql" "$production"
    dump_is_complete "$work/clone.sql" || fail "pg_dump ended, but its dump does not. Staging is as it was."
    # Tables of an earlier rehearsal's migration hang on those that production has too: all of them go first.
    cat >"$work/empty.sql" <<'SQL'
set client_min_messages = warning;
do $$
declare t name;
begin
  for t in select tablename from pg_tables where schemaname = 'public' loop execute format('drop table public.%I cascade', t); end loop;
end $$;
SQL
    sql -1 -f "$work/empty.sql" -f "$work/clone.sql" ${mask:+-f "$mask"} >/dev/null ||
        fail "The clone was undone as a whole: staging is as it was."
    echo "cloned: $(date -u '+%Y-%m-%d %H:%M:%S') UTC${mask:+, personal data blanked by $mask}"
else
    echo "kept: what staging holds; it is no clone of production"
fi
echo "users: $(ask 'select count(*) from users')"
