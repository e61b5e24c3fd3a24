#!/usr/bin/env bash
# Restores the Epic 1 tables: restore.sh BACKUP SAFETY_DUMP
#   BACKUP       one backup file, .sql.gz, by its whole path; it is kept
#   SAFETY_DUMP  a dump of the database as it is now, by safety-dump.sh
# All or nothing: one transaction, which ends at the first error and compares rows, row security and policies with the
# backup's before it commits. Foreign keys of tables that are not in the backup are taken off for it and put back.
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[[ $# == 2 ]] || fail "Say one backup and one safety dump; $# names were given. Nothing was done."
backup=$1 safety=$2
need_database gzip sha256sum awk pg_restore
[[ -f $backup ]] || fail "There is no file $backup. Nothing was done."
gzip -t "$backup" || fail "$backup is damaged or was cut off. Nothing was done."
if [[ -f $backup.sha256 ]]; then
    [[ $(sha256sum <"$backup") == "$(cut -d ' ' -f 1 "$backup.sha256")  -" ]] || fail "$backup is not what its checksum says. Nothing was done."
fi
bash "$(dirname "${BASH_SOURCE[0]}")/verify-dump.sh" "$safety" || fail "Without a safety dump there is no way back. Nothing was done."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gunzip -c "$backup" >"$work/dump.sql"
dump_is_complete "$work/dump.sql" || fail "$backup ends before its dump does. Nothing was done."
rows_in_dump "$work/dump.sql" >"$work/rows"
[[ -s $work/rows ]] || fail "$backup holds no table. Nothing was done."
if [[ -f $backup.counts ]]; then
    diff "$backup.counts" "$work/rows" >&2 || fail "$backup does not hold what was counted when it was made. Nothing was done."
fi

age=$(($(date +%s) - $(time_of "$backup")))
((age >= 0)) || fail "$backup says it was made in the future. Nothing was done."
echo "backup: $backup"
echo "data loss: what was written in the last $(span "$age"), since $(date -u -d "@$(time_of "$backup")" '+%Y-%m-%d %H:%M:%S') UTC"

list='' there=''
while read -r table _; do
    [[ $table =~ ^[a-z_][a-z0-9_]*$ ]] || fail "$backup holds a table of another schema, or with an unusual name: $table. Nothing was done."
    list+="${list:+, }'$table'"
    [[ $(ask "select to_regclass('public.$table') is not null") == f ]] || there+="${there:+, }public.$table"
done <"$work/rows"

keys="from pg_constraint c join pg_class f on f.oid = c.confrelid join pg_class o on o.oid = c.conrelid
      where c.contype = 'f' and f.relnamespace = 'public'::regnamespace and f.relname in ($list)
        and not (o.relnamespace = 'public'::regnamespace and o.relname in ($list)) order by 1"
{
    # Whoever holds a lock for longer is in the way: better to say so than to wait behind it. The dump sets its own limit to none.
    echo "set lock_timeout = '30s';"
    [[ ! $there ]] || echo "lock table $there in access exclusive mode;"
    ask "select format('alter table %s drop constraint %I;', c.conrelid::regclass, c.conname) $keys"
    # A dump made without --clean expects an empty place.
    grep -q '^DROP TABLE ' "$work/dump.sql" || [[ ! $there ]] || echo "drop table $there;"
} >"$work/before.sql"
{
    # The dump leaves a session without one.
    echo 'reset search_path;'
    ask "select format('alter table %s add constraint %I %s not valid;', c.conrelid::regclass, c.conname, regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', '')) $keys"
} >"$work/after.sql"
ask "select format('%s %s', c.conrelid::regclass, c.conname) $keys" >"$work/keys"

# Compared before the commit: nobody else can have written meanwhile.
{
    while read -r table rows; do
        # `grep -c` counts to 0 with exit status 1.
        policies=$(grep -cE "^CREATE POLICY .* ON public\.$table( |;)" "$work/dump.sql" || true)
        security=$(grep -cE "^ALTER TABLE public\.$table ENABLE ROW LEVEL SECURITY;" "$work/dump.sql" || true)
        cat <<SQL
do \$\$
declare n bigint; p bigint; s boolean;
begin
  select count(*) into n from public.$table;
  select count(*) into p from pg_policies where schemaname = 'public' and tablename = '$table';
  select relrowsecurity into s from pg_class where oid = 'public.$table'::regclass;
  if n <> $rows then raise exception '$table has % rows, the backup $rows', n; end if;
  if p <> $policies then raise exception '$table has % policies, the backup $policies', p; end if;
  if s <> ($security > 0) then raise exception 'row security of $table is %, unlike in the backup', s; end if;
end \$\$;
SQL
    done <"$work/rows"
} >"$work/compare.sql"

sql -1 -f "$work/before.sql" -f "$work/dump.sql" -f "$work/after.sql" -f "$work/compare.sql" >/dev/null ||
    fail "The restore was undone as a whole: the database is as it was."

while read -r table rows; do echo "$table: $rows"; done <"$work/rows"
echo "compared: rows, row security and policies are as in the backup"
while read -r table key; do
    # Rows written since the backup may belong to users who no longer are.
    if sql -c "alter table $table validate constraint \"$key\"" 2>"$work/said"; then
        echo "foreign key: $key of $table is back, and holds for every row"
    else
        echo "foreign key: $key of $table is back for new rows, but rows written since the backup break it: $(grep -m 1 DETAIL "$work/said" || cat "$work/said")"
    fi
done <"$work/keys"
echo "restored: $backup"
