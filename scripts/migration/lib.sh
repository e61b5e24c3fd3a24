# Sourced by the scripts beside it: how they reach the database, and which tables belong to what.
# shellcheck shell=bash
set -euo pipefail
# Dumps and exports hold personal data.
umask 077

# shellcheck disable=SC2034 # Used by those who source this.
epic1_tables=(users ai_usage_tracking legacy_meetings)
# In the order in which they can be dropped: none is referenced by one behind it.
# shellcheck disable=SC2034
v2_tables=(meeting_embeddings meetings clients)

export PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-10}

fail() { printf '%s\n' "$*" >&2; exit 1; }

need() {
    local tool
    for tool; do command -v "$tool" >/dev/null || fail "$tool is not installed on this machine. Nothing was done."; done
}

# Without an address psql takes whatever server listens on this machine.
need_database() {
    [[ ${DATABASE_URL-} ]] || fail "DATABASE_URL is empty. Nothing was done."
    need psql "$@"
}

# sql OPTION…: stops at the first error, asks for no password, reads nobody's psqlrc.
sql() { psql -X -w -q -v ON_ERROR_STOP=1 --dbname="$DATABASE_URL" "$@"; }

ask() { sql -Atc "$1"; }

# dump_is_complete FILE: a dump that was cut off, but whose last statement happens to be whole, restores without an error.
dump_is_complete() {
    case $(tail -n 20 "$1") in *"PostgreSQL database dump complete"*) ;; *) return 1 ;; esac
}

# rows_in_dump FILE: "TABLE ROWS" for every table whose rows it holds.
rows_in_dump() {
    awk '
        copying && /^\\\.$/ { print table, rows; copying = 0; next }
        copying { rows++; next }
        /^COPY [^ ]+ .*FROM stdin;$/ { table = $2; sub(/^public\./, "", table); gsub(/"/, "", table); rows = 0; copying = 1 }
    ' "$1"
}

# time_of FILE: seconds since 1970 of the time in its name (…-YYYYMMDD-HHMMSS…, UTC), else of its last change.
time_of() {
    if [[ $(basename "$1") =~ ([0-9]{4})([0-9]{2})([0-9]{2})-([0-9]{2})([0-9]{2})([0-9]{2}) ]]; then
        local m=("${BASH_REMATCH[@]}")
        date -u -d "${m[1]}-${m[2]}-${m[3]} ${m[4]}:${m[5]}:${m[6]}" +%s 2>/dev/null && return
    fi
    stat -c %Y "$1"
}

# span SECONDS: as people say it.
span() {
    local s=$1
    if ((s < 120)); then echo "$s s"
    elif ((s < 7200)); then echo "$((s / 60)) min"
    elif ((s < 172800)); then echo "$((s / 3600)) h $((s % 3600 / 60)) min"
    else echo "$((s / 86400)) days $((s % 86400 / 3600)) h"; fi
}
