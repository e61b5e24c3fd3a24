#!/usr/bin/env bash
# Verifies that Epic 1 works: verify-epic1.sh TARGET. Five checks, each with a line; exit status 1 if one fails. Changes nothing that lasts.
#   DATABASE_URL, SITE_URL, API_TOKEN, REDIS_URL  of the target
# In maintenance mode the site must let API_TOKEN through to /api/auth/user.
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
here=$(dirname "${BASH_SOURCE[0]}")
[[ $# == 1 && $1 =~ ^[a-z][a-z0-9-]*$ ]] || fail "Say what is verified: verify-epic1.sh production"
for name in DATABASE_URL SITE_URL API_TOKEN REDIS_URL; do [[ ${!name-} ]] || fail "$name is empty. Nothing was verified."; done
need psql curl timeout

failed=0
ok() { echo "✅ $1"; }
bad() { echo "❌ $1"; failed=1; }

connection() {
    ask 'select 1' >/dev/null && ok "Database connection OK" || bad "No connection to the database"
}

tables() {
    local table rows missing=''
    for table in "${epic1_tables[@]}"; do
        rows=$(ask "select to_regclass('public.$table') is not null") || { bad "Epic 1 tables: the database does not answer"; return; }
        [[ $rows == t ]] || missing+=" $table"
    done
    [[ ! $missing ]] || { bad "Epic 1 tables are missing:$missing"; return; }
    rows=$(ask 'select count(*) from public.users')
    ((rows > 0)) || { bad "Epic 1 tables hold no users"; return; }
    rows=$(ask 'select count(*) from public.users where clerk_id is null')
    ((rows == 0)) || { bad "Epic 1 tables are damaged: $rows users have no clerk_id and cannot sign in"; return; }
    ok "Epic 1 tables exist"
}

policies() {
    local table state found=''
    for table in "${epic1_tables[@]}"; do
        # A policy that lets everybody read everything is none.
        state=$(ask "select case
            when not coalesce((select relrowsecurity from pg_class where oid = to_regclass('public.$table')), false) then 'row security is off'
            when not exists (select from pg_policies where schemaname = 'public' and tablename = '$table') then 'it has no policy'
            when exists (select from pg_policies where schemaname = 'public' and tablename = '$table' and permissive = 'PERMISSIVE' and cmd in ('ALL', 'SELECT') and qual = 'true')
                then 'a policy lets everybody read it' else '' end") || { bad "RLS policies: the database does not answer"; return; }
        [[ ! $state ]] || found+=" $table: $state;"
    done
    [[ ! $found ]] && ok "RLS policies active" || bad "RLS policies:$found"
}

auth() {
    local status
    # The token stays off the command line, where every process of this machine could read it.
    status=$(curl -sS -o /dev/null --max-time 10 -w '%{http_code}' -H @<(printf 'Authorization: Bearer %s\n' "$API_TOKEN") "${SITE_URL%/}/api/auth/user") ||
        { bad "Auth endpoint does not answer"; return; }
    [[ $status == 200 ]] && ok "Auth endpoint responding" || bad "Auth endpoint answers $status"
}

redis() {
    local said
    said=$(timeout 15 bash "$here/redis-probe.sh" 2>&1) && ok "Redis rate limiting functional" || bad "Redis rate limiting: ${said:-no answer within 15 s}"
}

connection
tables
policies
auth
redis
if ((failed)); then echo "Epic 1 of $1 is NOT verified"; else echo "Epic 1 of $1 is verified"; fi
exit "$failed"
