#!/usr/bin/env bash
# Drops the v2.0 tables, once their export is proven: rollback-v2.sh EXPORT
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
here=$(dirname "${BASH_SOURCE[0]}")
[[ $# == 1 && $1 ]] || fail "Say which export holds the evidence: rollback-v2.sh backups/forensic-20260107-142300. Nothing was done."
need_database
bash "$here/verify-export.sh" "$1" || fail "The evidence is not proven. Nothing was dropped."
sql -1 -f "$here/rollback-v2.sql" || fail "The rollback was undone as a whole: the database is as it was."
