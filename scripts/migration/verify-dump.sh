#!/usr/bin/env bash
# Proves a safety dump: verify-dump.sh FILE. Reads all of it, and changes nothing.
# shellcheck source=scripts/migration/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
dump=${1-}
[[ $# == 1 && $dump ]] || fail "Say which dump: verify-dump.sh backups/safety-20260107-142300.dump"
need pg_restore sha256sum
[[ -f $dump && -f $dump.sha256 ]] || fail "There is no $dump with its checksum."
sha256sum --quiet --check "$dump.sha256"
pg_restore --file=/dev/null "$dump"
echo "whole: $dump, $(span $(($(date +%s) - $(time_of "$dump")))) old"
