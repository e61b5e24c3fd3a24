# Supervises one attempt of a step: setsid bash supervise.sh SPOOL WORKSPACE TIMEOUT_SECONDS SHELL
#
# Started with a clean environment that holds only PATH (for this script's own tools) and MEETSOLIS_ATTEMPT, in a session
# of its own, so that neither the console's death nor a Ctrl-C in its terminal reaches the step.
# It answers on its standard output, once, before the step's life begins: "started", or a sentence why not.
#
#   script       what to run                     stdout, stderr   what the step printed, raw
#   variables    NAME=VALUE, each NUL-ended      cancel           grace in seconds; written before TERM is sent to this process
#   pid          boot id, pid, start ticks       status           reason, code, end in microseconds since 1970
#   status.next  room for the status, taken in advance so that a full disk cannot swallow the end
#
# Every process but this one that is in this session, carries MEETSOLIS_ATTEMPT, or descends from such a one, belongs to the attempt.

spool=$1 workspace=$2 timeout=$3 shell=$4
what='' begun='' ended='' code=-1

# Handlers rather than "ignore": an ignored signal would be inherited by the step, which could then never trap it.
trap : INT HUP QUIT PIPE USR1 USR2 ALRM
trap '[[ -e $spool/cancel ]] && printf "cancelled\n" >&"$news"' TERM

# The spool is private; the step keeps the mask it would have had.
mask=$(umask)
umask 077
exec 3>&1 </dev/null >"$spool/trouble" 2>&1

# All that happens to the attempt comes as a line through one pipe. Signals cannot tell it: bash forgets the end of a child that comes
# together with a signal it has a handler for, and would wait for it for ever.
exec {news}<> <(:)

answer() { printf '%s\n' "$1" >&3; exec 3>&-; }
refuse() { answer "$1"; exit 1; }

# Fields of /proc/PID/stat after the command's name, which may itself hold blanks, brackets and line ends:
# 0 state, 1 parent, 2 process group, 3 session, 19 start in clock ticks since boot.
stat_of() {
    local text=''
    { read -rd '' text <"/proc/$1/stat"; } 2>/dev/null
    [[ $text ]] || return 1
    read -ra fields <<<"${text##*) }"
}

carries() {
    local environment=()
    { mapfile -d '' -t environment <"/proc/$1/environ"; } 2>/dev/null
    [[ "${environment[*]}" == *"MEETSOLIS_ATTEMPT=$MEETSOLIS_ATTEMPT"* ]]
}

# Sets `found` to the living processes of the attempt, and `groups` to the process groups of this session that hold them (negative, as kill
# wants them): a group is signalled as a whole, which no forking outruns.
look() {
    local path pid grown=1
    # Indexed by pid, so in order: a parent hears of the end before its children's deaths make it go on.
    local -a parent=() ours=() group=()
    for path in /proc/[0-9]*; do
        pid=${path#/proc/}
        stat_of "$pid" || continue
        # Nothing older than this process can have come from it: most of the machine is passed over here.
        (( fields[19] >= born )) && [[ $pid != "$$" && $pid != "$keeper" && ${fields[0]} != [ZX] ]] || continue
        parent[$pid]=${fields[1]}
        (( fields[3] == $$ && fields[2] != $$ && fields[2] != keeper )) && group[fields[2]]=-${fields[2]}
        if (( fields[3] == $$ || fields[1] == $$ )) || carries "$pid"; then ours[$pid]=1; fi
    done
    while [[ $grown ]]; do
        grown=''
        for pid in "${!parent[@]}"; do
            if [[ ! ${ours[$pid]-} && ${ours[${parent[$pid]}]-} ]]; then ours[$pid]=1 grown=1; fi
        done
    done
    found=("${!ours[@]}")
    groups=("${group[@]}")
}

# A child forked while the list was read, by a parent that was dead when its turn came, is on the next list.
look_well() {
    look
    (( ${#found[@]} )) || look
}

# hear SECONDS: the next piece of news. Fails if there is none in that time; of one that had begun to arrive nothing is lost.
hear() {
    local line=''
    read -rt "$1" -u "$news" line || { begun+=$line; return 1; }
    line=$begun$line begun=''
    what=${line%% *}
    if [[ $what == ended ]]; then read -r what code ended <<<"$line"; fi
}

# stop GRACE: TERM, GRACE seconds, then KILL until nothing is left. What cannot be killed (another user's, or stuck in the
# kernel) is given up after five seconds; the console looks again and says so.
stop() {
    local deadline
    look_well
    if (( ${#found[@]} )); then
        kill -TERM "${found[@]}" 2>/dev/null
        kill -CONT "${found[@]}" 2>/dev/null
    fi
    deadline=$(( ${EPOCHREALTIME/./} + $(seconds_to_us "$1") ))
    while (( ${#found[@]} && ${EPOCHREALTIME/./} < deadline )); do hear 0.05; look_well; done
    deadline=$(( ${EPOCHREALTIME/./} + 5000000 ))
    while (( ${#found[@]} && ${EPOCHREALTIME/./} < deadline )); do
        kill -KILL -- "${groups[@]}" "${found[@]}" 2>/dev/null
        look_well
        # A process that forks as fast as it can must not gain on us by our pausing.
        (( ${#found[@]} > 3 )) || hear 0.05
    done
}

seconds_to_us() {
    local fraction=${1#*.}000000
    [[ $1 == *.* ]] || fraction=000000
    printf '%d' "$(( 10#${1%%.*} * 1000000 + 10#${fraction:0:6} ))"
}

stat_of "$$" && born=${fields[19]} || refuse "The step was not started: /proc is not readable."
read -r boot </proc/sys/kernel/random/boot_id || refuse "The step was not started: the boot id is not readable."

# Taken by whoever comes first. A console that finds no pid file when it adopts writes its own, and then this one must not run.
set -o noclobber
printf '%s %s %s\n' "$boot" "$$" "$born" >"$spool/pid" || refuse "The step was not started: its spool folder could not be written."
set +o noclobber

mapfile -d '' -t variables <"$spool/variables" || refuse "The step was not started: its variables could not be read."
# Emptied by the shell itself (no process needed); the console then removes the file.
: >"$spool/variables"
cd -- "$workspace" || refuse "The workspace $workspace could not be entered."

# The keeper waits for the step and does nothing else, so nothing comes between it and the step's end. Job control gives the step a process
# group of its own (a script's "kill 0" must reach neither this process nor the keeper) and leaves it the ordinary handling of SIGINT, which
# background commands otherwise ignore.
set -m
(
    exec 3>&-
    set -m
    (
        exec {news}>&-
        umask "$mask"
        unset PATH OLDPWD SHLVL
        # Quoted, so that a value is data whatever it holds; the console has refused names that mean something to bash.
        for pair in "${variables[@]}"; do export "$pair"; done
        exec "$shell" -o errexit -o nounset -o pipefail "$spool/script" >>"$spool/stdout" 2>>"$spool/stderr"
    ) &
    # -f: a step that is stopped for a while has not ended.
    wait -f "$!"
    printf 'ended %s %s\n' "$?" "${EPOCHREALTIME/./}" >&"$news"
) &
keeper=$!
answer started

( until sleep "$timeout"; do :; done; printf 'timed-out\n' >&"$news" ) &
alarm=$!

until hear 5; do
    # Somebody may kill the keeper. Then nobody knows the step's end, and no status says so.
    if ! kill -0 "$keeper" 2>/dev/null && ! read -rt 0 -u "$news"; then what=lost; break; fi
done
kill -KILL -- "-$alarm" 2>/dev/null
[[ $what != lost ]] || exit 1

reason=$what
if [[ $reason == ended ]] || { hear 0.01 && [[ $what == ended ]]; }; then
    reason=exited
else
    grace=10
    if [[ $reason == cancelled ]]; then read -r grace <"$spool/cancel"; fi
    stop "$grace"
    # A step stuck in the kernel has no end to hear of.
    until [[ $ended ]] || ! hear 1; do :; done
    ended=${EPOCHREALTIME/./}
fi

printf '%s %s %s\n' "$reason" "$code" "$ended" 1<>"$spool/status.next"
# Without the name `status` the end is lost, so this is worth waiting for: until it works or the spool has been removed.
until mv -fT "$spool/status.next" "$spool/status"; do
    [[ -e $spool/status.next ]] || break
    sleep 1
done
# After the name, so that the console need not wait for the disk to record the end in its own store. Should the power go before this, the file
# holds nothing but line ends, and the end is unknown.
sync "$spool/status"
