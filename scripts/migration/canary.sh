#!/usr/bin/env bash
# Looks whether a user can read rows of another: canary.sh. As the role of the application's users, row security included.
#   CANARY_USER  the id of the test user who looks; otherwise the first user whose address begins with `canary`
# Prints "exposed rows: N". Changes nothing.
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_database
user=${CANARY_USER:-$(ask "select id from public.users where email like 'canary%' order by email limit 1")}
[[ $user =~ ^[0-9a-f-]{36}$ ]] || fail "There is no test user: set CANARY_USER to the id of one."
{
    echo "begin read only;"
    echo "set local role authenticated;"
    echo "set local request.jwt.claims = '{\"sub\":\"$user\"}';"
    for table in "${v2_tables[@]}"; do
        echo "select '$table: ' || count(*) || ' rows of others' from public.$table where user_id <> '$user';"
    done
    echo "rollback;"
} | sql -At | awk '{ print; n += $2 } END { print "exposed rows: " n + 0 }'
