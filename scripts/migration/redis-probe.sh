#!/usr/bin/env bash
# Counts a made-up visitor in Redis as a rate limit does: three calls are let through, the fourth is over the limit, and the
# count goes away by itself. REDIS_URL is redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// with redis-cli.
set -euo pipefail
fail() { printf '%s\n' "$*"; exit 1; }
url=${REDIS_URL-}
[[ $url =~ ^(rediss?)://(([^:@/]*):([^@/]*)@)?(\[[0-9a-fA-F:]+\]|[^:@/]+)(:([0-9]+))?(/([0-9]+))?/?$ ]] || fail "REDIS_URL is no address as redis://host:6379"
scheme=${BASH_REMATCH[1]} user=${BASH_REMATCH[3]} password=${BASH_REMATCH[4]} host=${BASH_REMATCH[5]} port=${BASH_REMATCH[7]:-6379} database=${BASH_REMATCH[9]:-0}

if [[ $scheme == rediss ]]; then
    command -v redis-cli >/dev/null || fail "redis-cli is not installed on this machine; a rediss:// address needs it"
    # The password stays off the command line.
    redis() { REDISCLI_AUTH=$password redis-cli --no-auth-warning ${user:+--user "$user"} --tls -h "$host" -p "$port" -n "$database" "$@"; }
else
    host=${host#[} host=${host%]}
    exec 3<>"/dev/tcp/$host/$port" || fail "no connection to $host:$port"
    # One command, its answer in one line: all that is asked here is answered so.
    redis() {
        local word line
        printf '*%d\r\n' $# >&3
        for word; do printf '$%d\r\n%s\r\n' "${#word}" "$word" >&3; done
        IFS= read -r -t 10 line <&3 || { echo "no answer"; return 1; }
        line=${line%$'\r'}
        case $line in -*) echo "${line#-}"; return 1 ;; [+:]*) echo "${line:1}" ;; *) echo "an answer that was not expected: $line"; return 1 ;; esac
    }
    if [[ $password ]]; then said=$(redis AUTH ${user:+"$user"} "$password") || fail "$said"; fi
    if ((database)); then said=$(redis SELECT "$database") || fail "$said"; fi
fi

key=ratelimit:probe:$$-$RANDOM$RANDOM
for call in 1 2 3 4; do
    count=$(redis INCR "$key") || fail "$count"
    [[ $count == "$call" ]] || fail "call $call was counted as $count"
    if ((call == 1)); then set=$(redis EXPIRE "$key" 10) && [[ $set == 1 ]] || fail "the window was not set: $set"; fi
done
left=$(redis TTL "$key") || fail "$left"
[[ $left =~ ^[0-9]+$ ]] && ((left >= 1 && left <= 10)) || fail "the count does not go away: its time left is $left"
gone=$(redis DEL "$key") && [[ $gone == 1 ]] || fail "the count was not there any more"
