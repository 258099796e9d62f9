#!/bin/sh
# Node reporter for an EasyTier node list: tells it every few minutes how this node is.
#
#   curl --proto '=https' -fsSL https://HOST/reporter.sh | ET_SERVER='https://HOST' ET_TOKEN='etr_...' sh
#   sh reporter.sh status | test | once | run | uninstall
#
# Settings: environment, else the file `config` in ET_DIR (/opt/easytier-reporter, ~/.easytier-reporter). All of them,
# and every field that is sent: HOST/docs/operators/
# A function leaves what it found in RESULT; names that begin with _ are its own.
set -u
umask 077
[ -z "${ZSH_VERSION:-}" ] || emulate sh
export LC_ALL=C

NAME=easytier-reporter
KEYS='ET_SERVER ET_TOKEN ET_IFACE ET_TRAFFIC ET_COUNT ET_CLI ET_CORE ET_RPC ET_PORT ET_STATUS ET_INTERVAL ET_INSECURE http_proxy https_proxy'
# for tests; no file can change them
PROC=${ET_PROC:-/proc} SYS=${ET_SYS:-/sys} ROOT=${ET_ROOT:-}
NEWLINE='
'
RESULT=''
PID='' START='' PORTAL='' ASK=1 CLI='' PORTS='' JSON=1
TABLE='' MEMORY='' NETWORK='' BITS='' PERIOD='' DRY=''
HTTP='' CERTIFICATES='' WANDERS='' REFUSED='' BODY='' NEXT='' L_NEXT='' BY_CRON='' NAP=''

out() { printf '%s\n' "$*"; }
say() { out "$NAME: $*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
root() { [ "$(id -u)" = 0 ]; }
# file, text: all of it or nothing
put() { { out "${2:-}" >"$1.new" && mv -f "$1.new" "$1"; } 2>/dev/null; }
# a whole number of at most nine digits
digits() { case $1 in '' | *[!0-9]* | 0?* | ??????????*) return 1 ;; esac; }
trim() { RESULT=${RESULT#"${RESULT%%[![:space:]]*}"}; RESULT=${RESULT%"${RESULT##*[![:space:]]}"}; }
# first word of a file
word() { RESULT=''; { read -r RESULT _rest <"$1"; } 2>/dev/null; }
# where a link leads
link() {
	RESULT=$(ls -l "$1" 2>/dev/null)
	case $RESULT in *'-> '*) RESULT=${RESULT##*-> } ;; *) RESULT='' ;; esac
}
# seconds, command: ends it when they are over
bounded() {
	! have timeout || { timeout "$@"; return; }
	_seconds=$1
	shift
	"$@" &
	_job=$!
	(exec >/dev/null 2>&1; sleep "$_seconds" && kill "$_job") &
	wait "$_job"
}
nap() { sleep "$1" & NAP=$!; wait "$NAP" 2>/dev/null; NAP=''; }
# NOW, UP: seconds since the start, no clock that can be set; BOOT: which start
now() {
	word "$PROC/uptime"; UP=${RESULT:-0}
	NOW=${UP%%.*}
	word "$PROC/sys/kernel/random/boot_id"
	case $RESULT in '' | *[!A-Za-z0-9-]*) BOOT=boot ;; *) BOOT=$RESULT ;; esac
}
new_id() {
	word "$PROC/sys/kernel/random/uuid"
	[ -n "$RESULT" ] || RESULT=$(od -An -N16 -tx1 /dev/urandom 2>/dev/null | tr -d ' \n')
	ID=${RESULT:-$$-$UP}
}
# below $1, out of ID
dice() {
	RESULT=${ID%"${ID#????}"}
	case $RESULT in *[!0-9a-f]* | '') RESULT=0 ;; esac
	RESULT=$((0x$RESULT % $1))
}

# -- settings

# what the environment has not; lines are read, never run
load_config() {
	https_proxy=${https_proxy:-${HTTPS_PROXY:-}}
	[ -r "$CONF" ] || return 0
	while IFS= read -r _line || [ -n "$_line" ]; do
		_key=${_line%%=*}
		case $_key in "$_line" | '' | *[!A-Za-z_]*) continue ;; esac
		case " $KEYS " in *" $_key "*) ;; *) continue ;; esac
		eval "RESULT=\${$_key:-}"
		[ -z "$RESULT" ] || continue
		RESULT=${_line#*=}
		trim
		case $RESULT in \'*\' | \"*\") RESULT=${RESULT#?}; RESULT=${RESULT%?} ;; esac
		eval "$_key=\$RESULT"
	done <"$CONF"
}
# $1 = any: they may be missing or wrong
settings() {
	load_config
	for _key in $KEYS; do
		eval "RESULT=\${$_key:-}"
		trim
		case $RESULT in *[[:cntrl:]]*) die "$_key has a line break; copy it again" ;; esac
		# not in the environment of other programs
		unset "$_key"
		eval "$_key=\$RESULT"
	done
	export http_proxy https_proxy
	case $ET_TOKEN in *[!A-Za-z0-9_-]*) die "ET_TOKEN has a wrong character; copy it again" ;; esac
	ET_SERVER=${ET_SERVER%"${ET_SERVER##*[!/]}"}
	PORTAL=$ET_RPC
	[ -z "$1" ] || return 0
	[ -n "$ET_TOKEN" ] || die "set ET_TOKEN, the token of this node"
	[ -n "$ET_SERVER" ] || die "set ET_SERVER, the address of the list"
	one_of ET_INSECURE '0 1'
	one_of ET_TRAFFIC 'iface easytier'
	one_of ET_COUNT 'both tx rx max'
	one_of ET_STATUS 'online offline'
	number ET_INTERVAL "$ET_INTERVAL" 60 3600
	number 'the port of ET_RPC' "${ET_RPC##*:}" 1 65535
	for _port in $ET_PORT; do number ET_PORT "$_port" 1 65535; done
	safe_server
}
one_of() {
	eval "RESULT=\$$1"
	for _word in '' $2; do [ "$RESULT" != "$_word" ] || return 0; done
	die "$1 cannot be '$RESULT'; allowed: $2"
}
number() {
	[ -n "$2" ] || return 0
	if digits "$2" && [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; then return; fi
	die "$1 cannot be '$2'; allowed: $3 to $4"
}
safe_server() {
	_host=${ET_SERVER#*://}
	_host=${_host%%[/?#]*}
	case $ET_SERVER in
		https://?*) return ;;
		http://?*) ;;
		*) die "ET_SERVER must begin with https://" ;;
	esac
	[ "$ET_INSECURE" != 1 ] || return 0
	# this machine itself
	case $_host in localhost | localhost:* | '[::1]' | '[::1]:'*) return ;; esac
	_host=${_host%:*}
	case $_host in *[!0-9.]*) ;; 127.*) return ;; esac
	die "http:// sends the token unencrypted: use https://, or take the risk by ET_INSECURE=1"
}

# -- the core

find_program() {
	for RESULT in "$2" "$(command -v "$1")" "/opt/easytier/$1" "/usr/local/bin/$1" "/usr/bin/$1" "/root/easytier/$1"; do
		[ -z "$RESULT" ] || [ ! -x "$RESULT" ] || return 0
	done
	return 1
}
# STARTED = when process $1 began, 1/100 s after boot; fails where it has ended
alive() {
	STARTED='' _line=''
	{ IFS= read -r _line <"$PROC/$1/stat"; } 2>/dev/null
	# behind the name: state, 18 numbers, start
	_line=${_line##*")" }
	# shellcheck disable=SC2086
	set -- $_line
	case ${1:-Z} in Z | X | x) return 1 ;; esac
	[ $# -lt 20 ] || STARTED=${20}
}
# the network namespace, of which a container has its own
find_network() { [ -n "$NETWORK" ] || { link "$PROC/self/ns/net"; NETWORK=${RESULT:--}; }; }
in_this_network() {
	link "$PROC/$1/ns/net"
	if [ -n "$RESULT" ] && [ "$NETWORK" != - ]; then [ "$RESULT" = "$NETWORK" ]; return; fi
	[ -d "$PROC/$1/ns" ] || return 0
	# of another user: each namespace has files of its own
	# shellcheck disable=SC2046
	set -- $(ls -i "$PROC/$1/net/dev" "$PROC/net/dev" 2>/dev/null)
	[ $# != 4 ] || [ "$1" = "$3" ]
}
command_line() { RESULT=" $({ tr '\000' ' ' <"$PROC/$1/cmdline"; } 2>/dev/null) "; }
# Is process $1 the program that ET_CORE names, as far as can be told?
is_named() {
	case $ET_CORE in */*) ;; *) return 0 ;; esac
	link "$PROC/$1/exe"
	_exe=${RESULT%' (deleted)'}
	command_line "$1"
	_called=${RESULT# }
	_called=${_called%% *}
	case $ET_CORE in "$_exe" | "$_called") return 0 ;; esac
	case $_called in /*) return 1 ;; esac
	[ -z "$_exe" ] || [ "$_exe" = "$(readlink -f "$ET_CORE" 2>/dev/null)" ]
}
# RESULT = which of the processes $2... listens at port $1; "" none, "?" it cannot be told
owner() {
	_port=$1 _hex=$(printf %04X "$1") _owner=''
	shift
	for _pid in "$@"; do
		_files=$(ls -l "$PROC/$_pid/fd" 2>/dev/null)
		if [ -z "$_files" ]; then
			portal_in_words "$_pid"
			case $RESULT in "$_port") RESULT=$_pid; return ;; '') _owner='?' ;; esac
			continue
		fi
		while read -r RESULT _inode; do
			[ "$RESULT" = "$_hex" ] || continue
			case $_files in *"socket:[$_inode]"*) RESULT=$_pid; return ;; esac
		done <<EOF
$LISTENERS
EOF
	done
	RESULT=$_owner
}
# port of the management address that stands behind the program's name
portal_in_words() {
	command_line "$1"
	case $RESULT in
		*' --rpc-portal'[\ =]*) RESULT=${RESULT#*' --rpc-portal'?} ;;
		*' -r '*) RESULT=${RESULT#*' -r '} ;;
		*) RESULT='' ;;
	esac
	RESULT=${RESULT%% *}
	RESULT=${RESULT##*:}
}
# Which core is judged: the one that ET_RPC or ET_CORE names, in this network; else the only one here. Sets PID, START,
# AGE (s), PORTAL, ASK (may it be asked), MISSING (why there is none), FOUND (what else there is).
core() {
	_want=${ET_CORE##*/}
	_want=${_want:-easytier-core}
	[ ${#_want} -le 15 ] || _want=$(printf %.15s "$_want")
	word "$PROC/${PID:-none}/comm"
	if [ "$RESULT" != "$_want" ] || ! alive "$PID" || [ "$STARTED" != "$START" ]; then choose_core "$_want"; fi
	alive "${PID:-none}" || PID=''
	START=$STARTED
	AGE=${START%??}
	if digits "$AGE" && [ "$AGE" -le "$NOW" ]; then AGE=$((NOW - AGE)); else AGE=''; fi
}
choose_core() {
	_here='' _away='' _dead='' _other=''
	PID='' PORTAL=$ET_RPC ASK=1 MISSING='' UNSURE=''
	find_network
	for _dir in "$PROC"/[0-9]*; do
		word "$_dir/comm"
		[ "$RESULT" = "$1" ] || continue
		_pid=${_dir##*/}
		if ! alive "$_pid"; then _dead="$_dead $_pid"
		elif ! is_named "$_pid"; then _other="$_other $_pid"
		elif in_this_network "$_pid"; then _here="$_here $_pid"
		else _away="$_away $_pid"; fi
	done
	# "port inode" of each
	LISTENERS=$(cat "$PROC/net/tcp" "$PROC/net/tcp6" 2>/dev/null | awk '$4 == "0A" { sub(/.*:/, "", $2); print $2, $10 }')
	# shellcheck disable=SC2086
	set -- $_here
	if [ -n "$ET_RPC" ]; then
		owner "${ET_RPC##*:}" "$@"
		case $RESULT in [0-9]*) PID=$RESULT ;; \?) if [ $# = 1 ]; then PID=$1; fi ;; esac
		case $ET_RPC in 127.* | localhost:* | '[::1]:'*)
			open_ports "${ET_RPC##*:}"
			[ "$RESULT" != closed ] || PID='' MISSING="no core listens at $ET_RPC (ET_RPC)" ;;
		esac
	elif [ $# -gt 1 ]; then
		owner 15888 "$@"
		case $RESULT in [0-9]*) PID=$RESULT ;; '') ASK='' ;; esac
		[ -n "$PID" ] || UNSURE="several cores run here (processes$_here): name one by ET_RPC or ET_CORE"
	elif [ $# = 1 ]; then
		PID=$1
		owner 15888 "$1"
		case $RESULT in
			\?) [ -z "$_other" ] || ASK='' ;;
			'')
				# who answers at the usual port is another
				portal_in_words "$1"
				if digits "$RESULT" && [ "$RESULT" != 0 ]; then PORTAL=127.0.0.1:$RESULT; else ASK=''; fi ;;
		esac
	elif [ -n "$_away" ] && [ "$ET_CORE" != "${ET_CORE#*/}" ] && [ ! -x "$ET_CORE" ]; then
		# in a container, by a path that only it has
		PID=${_away##* } ASK=''
	elif [ -n "$_other" ]; then ASK=''
	fi
	FOUND=''
	found "$_here" here
	found "$_other" 'of another program'
	found "$_away" 'in another network (a container?)'
	found "$_dead" 'has ended'
}
found() { for _pid in $1; do [ "$_pid" = "$PID" ] || FOUND="$FOUND${FOUND:+, }$_pid $2"; done; }
cli() { bounded 5 "$CLI" ${PORTAL:+-p "$PORTAL"} "$@" 2>/dev/null; }
# peers and own version, out of JSON (of 2.6: of all instances) or the tables of 2.0
read_peers() {
	awk '
	/^==$/ { far = 1; next }
	far { if (/^ *"conns": \[ *$/ || /^ *peer_id: [0-9]+, peer_conn_count: [1-9]/) n++; next }
	/^ *"cost": "p2p",?$/ { n++ }
	/^ *"cost": "/ { own = ($0 ~ /"Local"/) }
	own && /^ *"version": "/ { split($0, q, "\""); v = q[4] }
	{ gsub(/│/, "|") }
	# from the right: host names may hold |
	/^\|/ {
		m = split($0, c, "|")
		for (i = 1; i <= m; i++) {
			gsub(/^ +| +$/, "", c[i])
			if (!head && c[i] == "cost") cost = m - i
			if (!head && c[i] == "version") ver = m - i
		}
		head = 1
		if (c[m - cost] == "p2p") n++
		if (c[m - cost] == "Local" && ver) v = c[m - ver]
	}
	END { gsub(/[^A-Za-z0-9.+~_-]/, "", v); printf "%.0f %s\n", n, substr(v, 1, 32) }'
}
peers() {
	if [ $JSON = 1 ]; then
		_near=$(cli -o json peer)
		case $? in 0) ;; 2) JSON=0 ;; *) return 1 ;; esac
	fi
	if [ $JSON = 1 ]; then _far=$(cli -o json peer list-foreign); else
		_near=$(cli peer) && _far=$(cli peer list-foreign)
	fi || return 1
	RESULT=$(out "$_near$NEWLINE==$NEWLINE$_far" | read_peers)
	COUNT=${RESULT% *} VERSION=${RESULT#* }
}
# ports that the core says it listens at
told_ports() {
	RESULT=''
	[ $JSON = 0 ] || RESULT=$(cli -o json node) || RESULT=''
	[ -n "$RESULT" ] || RESULT=$(cli node)
	RESULT=$(out "$RESULT" | awk '
		/^ *"listeners": \[$/ { list = 1; next }
		/^ *\]/ { list = 0 }
		(list || /Listener/) && match($0, /:\/\/[^ |"]+/) {
			u = substr($0, RSTART + 3, RLENGTH - 3); sub(/\/.*/, "", u)
			if (match(u, /:[0-9]+$/)) printf "%s ", substr(u, RSTART + 1)
		}')
}
# RESULT: closed (none of the ports $1 is open), local (on 127.0.0.1 alone), open, or unknown
open_ports() {
	_net=$PROC/net
	[ -z "$PID" ] || [ ! -r "$PROC/$PID/net/tcp" ] || _net=$PROC/$PID/net
	RESULT=$(awk -v ports="$1" -v dir="$_net" 'BEGIN {
		n = split(ports, p, " "); for (i = 1; i <= n; i++) want[sprintf("%04X", p[i])] = 1
		said = "unknown"
		split("tcp tcp6 udp udp6", f, " ")
		for (i = 1; i <= 4; i++) while ((getline l < (dir "/" f[i])) > 0) {
			if (said == "unknown") said = "closed"
			split(l, c, " "); split(c[2], a, ":")
			if (!(a[2] in want) || c[4] != (i < 3 ? "0A" : "07")) continue
			# 127.0.0.1, ::ffff:127.0.0.1 and ::1, the low byte first or last
			if (a[1] !~ /^(0+FFFF(0000)?)?(0100007F|7F000001)$|^0+1(000000)?$/) { print "open"; exit }
			said = "local"
		}
		print said }')
}
# STATUS, WHY it is offline, WARN: what else is wrong, COUNT of connections, VERSION
look() {
	STATUS=online WHY='' WARN='' COUNT='' VERSION='' CLI='' RESULT='' _told=''
	core
	if [ -n "$ASK" ] && find_program easytier-cli "$ET_CLI"; then CLI=$RESULT; ! peers || _told=1; fi
	[ -x "${ET_CLI:-/}" ] || WARN="$ET_CLI (ET_CLI) cannot be run"
	if [ -z "$VERSION" ] && find_program easytier-core "$ET_CORE"; then
		VERSION=$(bounded 5 "$RESULT" --version 2>/dev/null)
		VERSION=${VERSION##* }
		case $VERSION in *[!A-Za-z0-9.+~_-]*) VERSION='' ;; esac
	fi
	if [ -n "$ET_PORT" ]; then
		open_ports "$ET_PORT"
		[ "$RESULT" != closed ] || WHY="port $ET_PORT (ET_PORT) is not open"
	elif [ -n "$_told" ] && [ -n "$PID" ]; then
		[ "${PORTS%%:*}" = "$START" ] || PORTS=$START:
		open_ports "${PORTS#*:}"
		case $RESULT in open | local) ;; *) told_ports; PORTS=$START:$RESULT; open_ports "$RESULT" ;; esac
		[ -z "${PORTS#*:}" ] || [ "$RESULT" != closed ] || WHY="no listener of easytier-core is open (ports ${PORTS#*:})"
	elif [ -n "$UNSURE" ] && [ -z "$_told" ]; then WARN=$UNSURE
	elif [ -z "$PID$_told" ]; then
		WHY="${MISSING:-easytier-core does not run here}${FOUND:+ (found: process $FOUND)}; start it or set ET_CORE, ET_RPC"
	fi
	[ "$RESULT" != local ] || WARN="easytier-core listens on 127.0.0.1 only: give it --listeners tcp://0.0.0.0:11010"
	[ -z "$WHY" ] || STATUS=offline
	[ -z "$ET_STATUS" ] || STATUS=$ET_STATUS WHY=''
}

# -- traffic

# A running total of what the chosen network cards gain, exact to 2^53 bytes. A counter is the one of last time only
# with the same name, index, namespace and boot. A stranger (renamed, moved here) counts from where it is first seen,
# what was made since counts whole: never a byte that was not carried, and none twice.
# Reads the state and what easytier-cli tells. Answers `GB counter usable Mbps install`, then the new state:
#   v2 COUNTER BOOT NETWORK TOTAL UPTIME CLOCK LINES
#   m INSTALL MACS         to notice a copy of this machine
#   p PERIOD IN OUT        for ET_COUNT=max
#   i NAME INDEX IN OUT CHOSEN (1 a card, 2 rides on cards) PACKETS-IN PACKETS-OUT
count_traffic() {
	awk -v proc="$PROC" -v sys="$SYS" -v mode="$ET_TRAFFIC" -v count="$ET_COUNT" -v boot="$BOOT" -v up="$UP" \
		-v random="$ID" -v core="${PID:--}.${START:--}" -v network="$NETWORK" -v bits="$BITS" -v period="$PERIOD" '
	function max(a, b) { return a > b ? a : b }
	# first word of what /sys tells of a card; "" without it
	function card(name, what,   line, word) {
		what = sys "/class/net/" name "/" what
		if ((getline line < what) <= 0) line = ""
		close(what)
		split(line, word, " ")
		return word[1]
	}
	# What a counter gained that was o and is n. One that fell began again; on a 32-bit kernel it went round, if the
	# packets went on and can have carried it.
	function gained(n, o, packets,   round) {
		if (n >= o) return n - o
		round = n + 4294967296 - o
		if (bits == 32 && steady && round > n && round <= 2147483648 && (packets == 0 || round <= packets * 65550)) return round
		return n
	}
	function keep(name, number, rx, tx, on, prx, ptx) {
		lines = lines sprintf("i %s %s %.0f %.0f %d %.0f %.0f\n", name, number, rx, tx, on, prx, ptx); kept++
	}
	function same(k) { return ix[k] == oix[k] || ix[k] == "-" || oix[k] == "-" }
	# 0: a card that carries itself; 1: PPP; 2: a tunnel
	function rides(k,   type) {
		type = card(k, "type")
		if (type == "") return k ~ /^(tun|tap|wg|et_|gre|sit|vxlan|tailscale)/ ? 2 : 0
		if (type == 512) return 1
		if (card(k, "device/uevent") != "") return 0
		return type ~ /^(65534|768|769|776|778|823)$/ || card(k, "tun_flags") != "" ? 2 : 0
	}

	$1 == "v1" && NF == 6 { id = $2; oldboot = $3; total = $4; oldup = $5; n = $6; oldnetwork = "-" }
	$1 == "v2" && NF == 8 { id = $2; oldboot = $3; oldnetwork = $4; total = $5; oldup = $6; oldclock = $7; n = $8 }
	$1 == "m" && NF == 3 { install = $2; oldmacs = $3 }
	$1 == "p" && NF == 4 { oldperiod = $2; prx = $3; ptx = $4 }
	$1 == "i" && (NF == 6 || NF == 8) {
		oix[$2] = $3; orx[$2] = $4; otx[$2] = $5; oon[$2] = $6 + 0; opr[$2] = $7 + 0; opt[$2] = $8 + 0
		byindex[$3]; seen++
	}
	/^traffic_(bytes_self_[rt]x|bytes_forwarded|control_bytes_forwarded)[{].* [0-9]+$/ {
		v = $NF; sub(/ [0-9]+$/, ""); gsub(/[ \t]/, "_")
		# the sum, where two instances are in one network
		told["@" $0] += v; use++
	}
	END {
		gsub(/[^0-9a-f]/, "", random); srand()
		while (length(random) < 32) random = random sprintf("%x", int(rand() * 16))
		first = (id == "" || seen + 0 != n)
		if (first) prx = ptx = 0
		reboot = (boot != oldboot || up + 1 < oldup)
		f = proc "/stat"
		while ((getline line < f) > 0) if (line ~ /^btime /) clock = substr(line, 7) + up
		# none of the counters is known: another namespace or machine
		strange = first || (reboot ? (clock > 0 && clock - up + 3600 < oldclock) : \
			(network != "-" && oldnetwork != "-" && network != oldnetwork))

		f = proc "/net/dev"
		while ((getline line < f) > 0) {
			p = index(line, ":")
			if (!p || split(substr(line, p + 1), a, " ") < 10) continue
			k = substr(line, 1, p - 1); gsub(/ /, "", k)
			name[++cards] = k; here[k]; ix[k] = card(k, "ifindex")
			rx[k] = a[1]; tx[k] = a[9]; pr[k] = a[2]; pt[k] = a[10]
			if (ix[k] == "") ix[k] = "-"
			if (card(k, "device/uevent") != "" && (mac = card(k, "address")) ~ /[1-9a-f]/) {
				macs = macs "," mac
				if (index(oldmacs ",", "," mac ",")) samecard = 1
			}
		}
		# a copy of a machine has other cards; it counts for itself
		copied = (macs != "" && oldmacs != "-" && !samecard)
		if (first || copied && install != "" || total > 8e15) { id = boot "-" substr(random, 1, 8); total = 0 }
		if (copied || install == "") install = substr(random, 17, 16)

		if (mode == "easytier") {
			split(core, c, "[.]"); split(oix["@"], o, "[.]")
			# the core of before, started again
			began = (c[1] == o[1] && c[1] != "-" || c[2] != "-" && (reboot || c[2] / 100 > oldup))
			for (k in told) {
				d = told[k]
				if (!("@" in orx) || strange) d = 0
				else if (reboot || core == oix["@"]) { if (!reboot && d >= orx[k]) d -= orx[k] }
				else if (!began) d = 0
				if (k !~ /self_tx/) drx += d
				if (k !~ /self_rx/) dtx += d
				keep(k, "-", told[k])
			}
			if (use) keep("@", core)
			else if (!first) for (k in orx) if (k ~ /^@/) keep(k, oix[k], orx[k])
		} else if (!(m = split(ENVIRON["CARDS"], w, /[ ,]+/))) {
			auto = 1
			f = proc "/net/route"
			while ((getline line < f) > 0) { split(line, a, " "); if (a[2] a[8] ~ /^0+$/) w[++m] = a[1] }
			f = proc "/net/ipv6_route"
			while ((getline line < f) > 0) if (split(line, a, " ") == 10 && a[1] a[2] ~ /^0+$/ && a[10] != "lo") w[++m] = a[10]
		}
		for (i = 1; i <= m; i++) want[w[i]]

		# what each gained; those of last time count for one more interval
		for (i = 1; i <= cards; i++) {
			k = name[i]; grx[k] = gtx[k] = 0; was = 0
			if (strange) fresh[k]
			else if (reboot) { grx[k] = rx[k]; gtx[k] = tx[k] }
			else if ((k in orx) && same(k)) {
				steady = (pr[k] >= opr[k] && pt[k] >= opt[k]); was = oon[k]
				grx[k] = gained(rx[k], orx[k], pr[k] - opr[k]); gtx[k] = gained(tx[k], otx[k], pt[k] - opt[k])
			# PPP is never moved: under a new index it was made here since
			} else if (((type = card(k, "type")) == 512 || type == "" && k ~ /^ppp/) && (ix[k] == "-" || !(ix[k] in byindex))) {
				grx[k] = rx[k]; gtx[k] = tx[k]
			} else fresh[k]
			if ((k in want) || was) { both[++counted] = k; level[k] = auto ? rides(k) : 0; under[level[k]]++ }
		}
		# not twice what rides on a card that counts
		f = proc "/net/pppoe"
		while ((getline line < f) > 0) { split(line, a, " "); if (a[1] ~ /^[0-9A-F]+$/) { pppoe++; carrier[a[3]] } }
		for (i = 1; auto && i <= counted; i++) {
			k = both[i]
			if (level[k] == 2 && under[0] + under[1] || level[k] == 1 && under[0] && pppoe < under[1]) skip[k]
			for (j = 1; j <= counted; j++)
				if (card(k, "lower_" both[j] "/ifindex") != "" || level[k] == 1 && (both[j] in carrier)) skip[k]
			# tunnels alone: any may ride on any other
			if (under[0] + under[1]) continue
			if (best != "") skip[grx[k] + gtx[k] > grx[best] + gtx[best] ? best : k]
			if (!(k in skip)) best = k
		}
		for (i = 1; i <= counted; i++) if (!((k = both[i]) in skip)) { drx += grx[k]; dtx += gtx[k]; if (level[k]) tunnel = 1 }
		for (i = 1; i <= cards; i++) {
			k = name[i]; on = 0
			if (k in want) use++
			if ((k in want) && !(k in skip)) { on = level[k] ? 2 : 1; if (k in fresh) unknown = 1 }
			keep(k, ix[k], rx[k], tx[k], on, pr[k], pt[k])
		}
		# a card that is gone may come back with its counter, but not with what a tunnel counted meanwhile
		if (!tunnel && !strange && !reboot)
			for (k in oon) if (!(k in here) && oon[k] == 1) keep(k, oix[k], orx[k], otx[k], 1, opr[k], opt[k])

		if (period != "" && period != oldperiod) { oldperiod = period; prx = ptx = 0 }
		gain = max(prx + drx, ptx + dtx) - max(prx, ptx)
		prx += drx; ptx += dtx
		if (count != "max") gain = (count == "tx" ? 0 : drx) + (count == "rx" ? 0 : dtx)
		total += gain; q = int(total / 1e9); t = up - oldup; mbps = "-"
		if (!reboot && !strange && !unknown && t >= 1) mbps = sprintf("%.3f", gain * 8 / 1e6 / t)
		printf "%.0f.%09.0f %s %d %s %s\n", q, total - q * 1e9, id, use, mbps, install
		printf "v2 %s %s %s %.0f %s %.0f %d\nm %s %s\np %s %.0f %.0f\n%s", id, boot, network, total, up, clock, kept, install, \
			(macs == "" ? "-" : macs), (oldperiod == "" ? "-" : oldperiod), prx, ptx, lines
	}'
}
traffic() {
	_metrics=''
	[ "$ET_TRAFFIC" != easytier ] || [ -z "$CLI" ] || _metrics=$(cli stats prometheus)
	if [ -z "$MEMORY" ] && [ -r "$STATE" ]; then TABLE=$(cat "$STATE"); fi
	now
	new_id
	find_network
	[ -n "$BITS" ] || case $(uname -m) in *64* | s390x) BITS=64 ;; *) BITS=32 ;; esac
	_counted=$(CARDS=$ET_IFACE count_traffic <<EOF
$TABLE
$_metrics
EOF
	)
	read -r GB COUNTER USABLE MBPS INSTALL <<EOF
$_counted
EOF
	TABLE=${_counted#*"$NEWLINE"}
	if [ -n "$DRY" ]; then MEMORY=1; else keep_traffic; fi
}
keep_traffic() {
	MEMORY=''
	put "$STATE" "$TABLE" || { MEMORY=1; say "$LOCKED; totals are in memory only"; }
}

# -- the network

pick_http() {
	[ -z "$HTTP" ] || return 0
	HTTP=curl
	set -- "$ROOT"/etc/ssl/certs/*.0
	[ ! -f "$1" ] || [ -n "${CURL_CA_BUNDLE:-}" ] || CERTIFICATES="--cacert $1 --capath ${1%/*}"
	! have curl || return 0
	have wget || die "no curl, no wget: install curl and ca-certificates"
	_help=$(wget --help 2>&1)
	case $_help in *--header*--post-file*) ;; *) die "this wget cannot send a report; install curl" ;; esac
	HTTP='wget -O -'
	# without -nv it is uclient-fetch, which -q would make silent
	case $_help in *BusyBox*) HTTP="$HTTP -q" ;; *-nv*) HTTP="$HTTP -nv" ;; esac
	case $_help in *--max-redirect*) ;; *BusyBox* | *--spider*) WANDERS=1 ;; esac
	for _option in --content-on-error -S --no-hsts --no-config --max-redirect=0 --tries=1; do
		case $_help in *"${_option%=*}"[\ =,]*) HTTP="$HTTP $_option" ;; esac
	done
}
# whatever ~/.curlrc says
straight_curl() { curl -q --proto "=${ET_SERVER%%:*}" --max-redirs 0 -sS "$@"; }
# address, body (in no list of processes), seconds
http() {
	_type='Content-Type: application/json'
	# shellcheck disable=SC2086
	case $HTTP-$2 in
		curl-) straight_curl -i $CERTIFICATES -m "$3" "$1" ;;
		curl-*) straight_curl -i $CERTIFICATES -m "$3" -H "$_type" --data-binary @- "$1" <<EOF ;;
$2
EOF
		*-) bounded "$3" $HTTP "$1" ;;
		*) bounded "$3" $HTTP --header="$_type" --post-file="$BODY" "$1" ;;
	esac
	out "${NEWLINE}exit $?" >&2
}
# BusyBox wget and uclient-fetch go where an answer leads, the token with them, and may check no certificate. So
# something harmless is asked before.
ask_harmless() {
	REFUSED=''
	case $ET_INSECURE$(bounded 15 wget -O /dev/null "$ET_SERVER/api/system/check-init" 2>&1) in
		*'Redirected to'* | *'Connecting to '*'Connecting to '*) REFUSED="sent elsewhere (a redirect): correct ET_SERVER (https?)" ;;
		1*) ;;
		*'certificate validation not implemented'*) REFUSED="TLS: this wget checks no certificate: install curl, or take the risk by ET_INSECURE=1" ;;
	esac
	[ -z "$REFUSED" ]
}
# what the server said, in the lines that `send` reads
read_answer() {
	awk '
	function field(name,   r, i, c, s) {
		if (!match(body, "\"" name "\" *: *")) return ""
		r = substr(body, RSTART + RLENGTH)
		if (r !~ /^"/) return match(r, /^[0-9.]+/) ? substr(r, 1, RLENGTH) : ""
		for (i = 2; i < 300 && (c = substr(r, i, 1)) != "\""; i++) s = s (c == "\\" ? " " : c)
		return s
	}
	{ gsub(/[\001-\037\177]/, " ") }
	/^exit [0-9]+$/ { rc = $2; next }
	body != "" || /^ *[{]/ { if (length(body) < 4000) body = body substr($0, 1, 4000); next }
	match($0, /HTTP(\/[0-9.]+| error) [1-5][0-9][0-9]/) { code = substr($0, RSTART + RLENGTH - 3, 3) }
	tolower($1) == "retry-after:" { wait = $2 }
	/^(curl|wget|ssl_client|ERROR|OpenSSL|[Ff]ailed|Conn|Unable)/ && !/ note: / && length(text) < 200 { text = text " " $0 }
	END {
		if (code == "" && rc == 0) code = 200
		e = field("error"); if (e == "") e = text
		c = field("code"); gsub(/[^a-z_]/, "", c)
		p = field("reset_date"); gsub(/[^0-9TZ:.-]/, "", p)
		printf "%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n", code, c, wait, field("next_report_seconds"), field("used_traffic"), substr(p, 1, 30), rc, substr(e, 1, 240)
	}'
}
# path, body, seconds
send() {
	pick_http
	CODE='' ECODE='' RETRY='' USED='' RC=0 TEXT=''
	[ -z "$WANDERS" ] || ask_harmless || return 0
	if [ "$HTTP" != curl ] && [ -n "$2" ]; then
		BODY=$DIR/body.$$
		{ cat >"$BODY"; } 2>/dev/null <<EOF || die "$LOCKED"
$2
EOF
	fi
	{ for _key in CODE ECODE RETRY _next USED _period RC TEXT; do read -r RESULT; eval "$_key=\$RESULT"; done; } <<EOF
$({ _answer=$(http "$ET_SERVER$1" "$2" "$3" | head -c 9999); out "$_answer"; } 2>&1 | read_answer)
EOF
	drop_body
	NEXT=${_next:-$NEXT} PERIOD=${_period:-$PERIOD}
	case $CERTIFICATES$RC in -*[67][07]) CERTIFICATES=''; send "$@" ;; esac
}
drop_body() { [ -z "$BODY" ] || rm -f "$BODY"; BODY=''; }
# END: ok, refused or retry; ADVICE: what happened, what to do
judge() {
	END=refused ADVICE=$REFUSED
	[ -z "$REFUSED" ] || return 0
	END=retry
	case $CODE in 200) [ -z "$USED" ] || END=ok ;; 407 | 429 | 5?? | '') ;; *) END=refused ;; esac
	case $CODE-$ECODE in
		200-*) ADVICE="not the node list answered (a sign-in page?): open $ET_SERVER in a browser"; [ -z "$USED" ] || ADVICE=accepted ;;
		403-node_expired) ADVICE="the node has expired (403): extend it in the console, reports then go on" ;;
		403-report*) ADVICE="wrong token (403): make a new one in the console and run its line" ;;
		403-*) ADVICE="wrong token, or the node has expired (403): look in the console" ;;
		404-node*) ADVICE="no such node (404): it was deleted, or ET_SERVER is another list" ;;
		404-*) ADVICE="no node list at this address (404): correct ET_SERVER, or the node is gone" ;;
		3*) ADVICE="sent elsewhere ($CODE): correct ET_SERVER (https?)" ;;
		407-*) ADVICE="the proxy wants a password (407): put it into https_proxy" ;;
		429-*) ADVICE="too many requests (429): waits $RETRY s" ;;
		5*) ADVICE="trouble at the server ($CODE $ECODE): tried again by itself" ;;
		?*-*) ADVICE="report refused ($CODE $ECODE, $TEXT): run the console's line again" ;;
		*) no_answer; ADVICE="$ADVICE${TEXT:+ [${TEXT# }]}" ;;
	esac
}
no_answer() {
	case "$TEXT, $RC." in
		*roxy* | *CONNECT*) ADVICE="the proxy does not work: check https_proxy" ;;
		*'not yet'* | *xpired* | *EXPIRED* | *FUTURE* | *ASN*) ADVICE="TLS: certificate out of date, or this clock ($(date -u '+%F %H:%M') UTC): set the clock" ;;
		*ssl_client* | *'SSL sup'* | *'not an http'* | *'rotocol "https'*) ADVICE="no TLS in this program: install curl (or OpenWrt: libustream-mbedtls, Alpine: ssl_client)" ;;
		*ertificate* | *BADCERT* | *' 60.' | *' 77.') ADVICE="TLS: certificate not trusted: install the CA bundle (OpenWrt: ca-bundle, others: ca-certificates), check the clock" ;;
		*esolv* | *'bad address'* | *'not known'*) ADVICE="DNS: name not found: check ET_SERVER and /etc/resolv.conf" ;;
		*efused* | *nreachable* | *'ion failed'* | *' 7.') ADVICE="connection refused or no way there: check ET_SERVER, its port, the firewall" ;;
		*'imed out'* | *imeout* | *' 28.' | *' 124.' | *' 143.') ADVICE="no answer in time (timeout): check network and firewall" ;;
		*SSL* | *TLS*) ADVICE="TLS fails: check ET_SERVER (http or https?) and the clock" ;;
		*) ADVICE="no answer ($RC): check ET_SERVER" ;;
	esac
}

# -- reports

# EVERY = seconds until the next report
every() {
	EVERY=${ET_INTERVAL:-${NEXT%%.*}}
	digits "$EVERY" || EVERY=$L_NEXT
	digits "$EVERY" && [ "$EVERY" -gt 0 ] || EVERY=300
	[ "$EVERY" -ge 60 ] || EVERY=60
	[ "$EVERY" -le 3600 ] || EVERY=3600
	# cron comes every 300 s, and may come 150 s early
	[ -z "$BY_CRON" ] || EVERY=$(((EVERY > 150 ? EVERY + 149 : 300) / 300 * 300))
}
save_last() {
	[ -z "$DRY" ] || return 0
	now
	put "$LAST" "$NOW $BOOT $2 $1 $3"
}
# DUE = seconds until the next report
due() {
	now
	L_UP=0 L_BOOT='' L_NEXT=0 L_END='' L_TEXT='' DUE=0
	{ read -r L_UP L_BOOT L_NEXT L_END L_TEXT <"$LAST"; } 2>/dev/null
	{ digits "$L_UP" && digits "$L_NEXT"; } || L_UP=0 L_NEXT=0 L_BOOT=''
	[ "$L_BOOT-$L_END" != "$BOOT-ok" ] || DUE=$((L_UP + L_NEXT - NOW))
}
# MESSAGE = the report without the token; $1 = final: a quick goodbye
compose() {
	now
	if [ "$1" = final ]; then STATUS=offline COUNT='' VERSION='' AGE='' WARN='' WHY=''; else look; fi
	traffic
	if [ "$MBPS$1" = -now ] && [ "$USABLE" != 0 ]; then
		nap 2
		traffic
	fi
	MESSAGE="\"status\":\"$STATUS\""
	if [ "$USABLE" != 0 ]; then
		MESSAGE="$MESSAGE,\"total_traffic\":$GB,\"boot_id\":\"$COUNTER\""
		[ "$MBPS" = - ] || MESSAGE="$MESSAGE,\"current_bandwidth\":$MBPS"
	elif [ "$ET_TRAFFIC" = easytier ]; then say "easytier-cli tells no traffic (2.4.5 and later do): unset ET_TRAFFIC"
	else say "no such interface ($ET_IFACE), traffic is left out: set ET_IFACE"; fi
	MESSAGE="$MESSAGE${COUNT:+,\"connection_count\":$COUNT}${VERSION:+,\"easytier_version\":\"$VERSION\"}${AGE:+,\"uptime_seconds\":$AGE},\"install_id\":\"$INSTALL\""
	new_id
}
post() {
	every
	send /api/report "{\"token\":\"$ET_TOKEN\",\"report_id\":\"$ID\",$MESSAGE,\"report_interval_s\":$EVERY}" "$1"
	judge
}
# One report, tried again for up to $1 s: 0 counted, 1 not now, 2 refused
report() {
	compose now
	[ -z "$WHY" ] || say "reporting offline: $WHY"
	[ -z "$WARN" ] || say "warning: $WARN"
	_pause=5 SPENT=0
	while :; do
		# same report_id: counted once
		post 15
		every
		if [ $END = ok ]; then
			RESULT="accepted; $STATUS, $MBPS Mbps, ${COUNT:-?} connections; used $USED GB"
			say "$RESULT; next in ${EVERY}s"
			save_last ok "$EVERY" "$RESULT${WARN:+; warning: $WARN}"
			return 0
		fi
		say "not accepted: $ADVICE"
		save_last $END "$EVERY" "not accepted: $ADVICE"
		[ $END = retry ] || return 2
		digits "$RETRY" && [ "$RETRY" -gt $_pause ] && _pause=$RETRY
		[ $((SPENT + _pause)) -le "$1" ] || return 1
		nap "$_pause"
		SPENT=$((SPENT + _pause)) _pause=$((_pause * 3))
	done
}
clean() { drop_body; [ -z "$NAP" ] || kill "$NAP" 2>/dev/null; NAP=''; }
stop() {
	trap '' TERM INT HUP
	clean
	if [ ! -e "$DIR/upgrading" ]; then
		compose final
		post 4
		say "stopping: $ADVICE"
		save_last stopped 0 "stopped: $ADVICE"
	fi
	rm -f "$DIR/pid"
	exit 0
}
run() {
	rm -f "$DIR"/body.*
	put "$DIR/pid" $$
	trap stop TERM INT HUP
	due
	# a card that is another one counts from now on
	[ $DUE -le 0 ] || { traffic; nap $DUE; }
	while :; do
		every
		report $((EVERY / 2))
		case $? in
			0) dice 21; nap $((EVERY * (90 + RESULT) / 100)) ;;
			1) nap $((EVERY - SPENT)) ;;
			*) nap 600 ;;
		esac
	done
}
once() { due; report 20; }
cron() {
	BY_CRON=1
	now
	new_id
	dice 40
	nap "$RESULT"
	due
	[ $DUE -gt 150 ] || [ ! -f "$CONF" ] || report 90
}

# -- the service

# TAB: the table of cron, RESULT: without our lines; one that cannot be read stays as it is
tab() {
	TAB=$(crontab -l) || case $(crontab -l 2>&1) in *'no cron'* | *'o such f'*) TAB='' ;; *) return 1 ;; esac
	RESULT=$(out "$TAB" | sed "/# $NAME\$/d")
}
runs() {
	word "$DIR/pid"
	digits "$RESULT" && tr '\000' ' ' <"/proc/$RESULT/cmdline" | grep -q 'reporter.sh run *$'
} 2>/dev/null
# Does the service manager keep it running? RESULT: its words
managed() {
	RESULT=''
	if [ -f "$UNIT" ]; then RESULT=$(systemctl --system is-active $NAME)
	elif [ -f "$USER_UNIT" ]; then RESULT=$(systemctl --user is-active $NAME)
	elif [ -f "$INIT" ] && have rc-service; then rc-service $NAME status
	elif [ -f "$INIT" ]; then "$INIT" running
	else have crontab && tab && [ "$RESULT" != "$TAB" ] && RESULT='in the crontab'; fi >&2
} 2>/dev/null
unservice() {
	for _mode in --system --user; do
		_unit=$UNIT
		[ $_mode = --system ] || _unit=$USER_UNIT
		[ -f "$_unit" ] || continue
		systemctl $_mode disable --now $NAME
		rm -f "$_unit" "${_unit%/*}"/*.target.wants/$NAME.service
		systemctl $_mode daemon-reload
	done
	if [ -f "$INIT" ]; then
		"$INIT" stop
		if have rc-update; then rc-update del $NAME default; else "$INIT" disable; fi
		rm -f "$INIT"
	fi
	if have crontab && tab && [ "$RESULT" != "$TAB" ]; then
		if [ -n "$RESULT" ]; then out "$RESULT" | crontab -; else crontab -r; fi
	fi
	if runs; then
		kill "$RESULT"
		for _try in 1 2 3 4 5 6 7 8 9; do kill -0 "$RESULT" && sleep 1; done
	fi
} >/dev/null 2>&1
# file, target, manager; that of a user may not lock a program in
unit() {
	_locks=''
	if [ "$3" = --system ]; then
		_locks="ProtectSystem=strict${NEWLINE}ProtectHome=read-only${NEWLINE}ReadWritePaths=$DIR"
		case "$DIR $ET_CLI $ET_CORE" in */tmp/*) ;; *) _locks="$_locks${NEWLINE}PrivateTmp=yes" ;; esac
	fi
	mkdir -p "${1%/*}" && cat >"$1" <<EOF
[Service]
ExecStart=/bin/sh $DIR/reporter.sh run
Restart=always
RestartSec=30
NoNewPrivileges=yes
$_locks
[Install]
WantedBy=$2
EOF
	chmod 644 "$1"
	systemctl "$3" daemon-reload && systemctl "$3" enable --now $NAME
}
service() {
	BY=''
	if root && [ -d "$ROOT/run/systemd/system" ]; then
		unit "$UNIT" multi-user.target --system && BY="systemd (journalctl -u $NAME)"
	elif root && [ -f "$ROOT/etc/rc.common" ]; then
		cat >"$INIT" <<EOF
#!/bin/sh /etc/rc.common
START=99
USE_PROCD=1
start_service() {
	procd_open_instance
	procd_set_param command /bin/sh $DIR/reporter.sh run
	procd_set_param respawn 3600 30 0
	procd_set_param stderr 1
	procd_close_instance
}
EOF
		chmod 755 "$INIT"
		"$INIT" enable && "$INIT" restart && BY="procd (logread -e $NAME)"
	elif root && have rc-service; then
		cat >"$INIT" <<EOF
#!/sbin/openrc-run
command=/bin/sh
command_args="$DIR/reporter.sh run"
command_background=true
pidfile=/run/$NAME.pid
EOF
		chmod 755 "$INIT"
		rc-update add $NAME default && rc-service $NAME restart && BY=OpenRC
	elif ! root && systemctl --user show-environment && { loginctl enable-linger; loginctl show-user "$(id -un)" -p Linger | grep -q yes; }; then
		unit "$USER_UNIT" default.target --user && BY="systemd (journalctl --user -u $NAME)"
	elif have crontab; then
		_line="/bin/sh $DIR/reporter.sh cron >/dev/null 2>&1 # $NAME"
		if tab && out "${RESULT:+$RESULT$NEWLINE}*/5 * * * * $_line$NEWLINE@reboot $_line" | crontab -; then
			BY="cron, every 5 minutes"
			grep -qx 'crond\{0,1\}' "$PROC"/[0-9]*/comm || BY="$BY; start a cron daemon (crond)"
		fi
	fi
	[ -n "$BY" ]
} >/dev/null 2>&1

# -- commands

whole() { [ "$(sed -n '$s/^main .*/ok/p' "$1" 2>/dev/null)" = ok ]; }
abort() {
	rm -f "$DIR/reporter.sh.new" "$CONF.new"
	[ -n "$_installed" ] || wipe
	die "$1"
}
# this script, into the file $1
fetch_script() {
	# no file `sh` of this folder
	if [ "$0" != "$DIR/reporter.sh" ] && [ "$0" != "${0%.sh}" ] && whole "$0"; then cat "$0"
	elif [ "$HTTP" = curl ]; then straight_curl -m 30 "$ET_SERVER/reporter.sh"
	elif [ -z "$WANDERS" ] || ask_harmless; then
		# shellcheck disable=SC2086
		bounded 30 $HTTP "$ET_SERVER/reporter.sh"
	fi >"$1" 2>/dev/null
}
# The new settings are tried by a report; what is installed stays until that was accepted.
install() {
	_installed=''
	[ ! -f "$CONF" ] || _installed=1
	pick_http
	_new=$DIR/reporter.sh.new
	put "$_new" || die "$LOCKED"
	fetch_script "$_new"
	whole "$_new" || { send /reporter.sh '' 20; judge; abort "cannot load $ET_SERVER/reporter.sh: $ADVICE"; }
	for _key in $KEYS; do
		eval "RESULT=\$$_key"
		[ -z "$RESULT" ] || cat <<EOF || abort "$LOCKED"
$_key='$RESULT'
EOF
	done >"$CONF.new"
	due
	DRY=$_installed
	report 20
	_first=$?
	case $_first$_installed-$ECODE in
		0* | *-node_expired) ;;
		?1-*) abort "nothing was changed: the reporter here goes on with its settings of before" ;;
		2*) abort "nothing was started" ;;
	esac
	trap 'clean; rm -f "$DIR/upgrading"' EXIT
	put "$DIR/upgrading"
	{ mv -f "$_new" "$DIR/reporter.sh" && mv -f "$CONF.new" "$CONF"; } || abort "$LOCKED"
	unservice
	if [ -n "$DRY" ]; then
		DRY=''
		keep_traffic
		save_last "$END" "$EVERY" "$ADVICE"
	fi
	service || BY="nothing here: keep this running: sh $DIR/reporter.sh run"
	put "$DIR/by" "$BY"
	say "installed in $DIR, run by $BY"
	[ $_first = 0 ] || say "it goes on trying; look again: sh $DIR/reporter.sh status"
	return $_first
}
wipe() {
	for _key in reporter.sh config state last pid by upgrading; do rm -f "$DIR/$_key" "$DIR/$_key.new"; done
	rm -f "$DIR"/body.*
	rmdir "$DIR" 2>/dev/null
}
uninstall() {
	settings any
	unservice
	due
	case $L_END in ok | retry) (compose final; post 4) >/dev/null 2>&1 ;; esac
	wipe
	say removed
}
status() {
	settings any
	due
	BY=nothing _runs=1
	{ read -r BY <"$DIR/by"; } 2>/dev/null
	if managed; then BY="$BY${RESULT:+, $RESULT}"
	else
		_runs=''
		case $BY in nothing*) ;; *) BY="$BY, but it does not run: run the console's line again" ;; esac
	fi
	! runs || BY="$BY, process $RESULT" _runs=1
	out "run by: $BY${NEWLINE}server: ${ET_SERVER:-not set}"
	RESULT="$(((NOW - L_UP) / 60)) min ago: "
	[ "$L_BOOT" = "$BOOT" ] || RESULT=''
	out "last report: $RESULT${L_TEXT:-none}"
	[ "$L_END" = stopped ] || out "next report: in about $(((DUE > 0 ? DUE : 0) / 60)) min"
	[ "$L_END" = ok ] && [ -n "$_runs" ]
}
try() {
	DRY=1
	pick_http
	due
	compose now
	every
	out "core: ${PID:+process $PID, }${VERSION:-version unknown}, ${COUNT:-?} connections, $STATUS${WHY:+: $WHY}"
	out "others: ${FOUND:-none}${WARN:+${NEWLINE}warning: $WARN}"
	out "interfaces: $(out "$TABLE" | awk '$1 == "i" && $6 > 0 { printf "%s rx %s tx %s; ", $2, $4, $5 }')"
	out "would send: {\"token\":\"etr_...\",$MESSAGE,\"report_interval_s\":$EVERY}"
	send /api/system/check-init '' 15
	judge
	[ "$CODE" != 200 ] || ADVICE=reachable
	case $ET_SERVER in http:*) ADVICE="$ADVICE, not encrypted" ;; esac
	out "server: $ET_SERVER by ${HTTP%% *}: $ADVICE"
	[ "$CODE" = 200 ]
}

# The last line calls it: a download cut short does nothing.
main() {
	DIR=${ET_DIR:-}
	[ -n "$DIR" ] || case $0 in /*/reporter.sh) [ ! -f "${0%/*}/config" ] || DIR=${0%/*} ;; esac
	if [ -n "$DIR" ]; then :; elif root; then DIR=$ROOT/opt/$NAME; else DIR=${HOME:-/tmp}/.$NAME; fi
	case $DIR in [!/]* | *[!A-Za-z0-9_./@+:,=~-]*) die "ET_DIR: a full path without spaces and odd characters" ;; esac
	# mode, links, owner
	{ read -r _mode _line RESULT _rest; } 2>/dev/null <<EOF
$(ls -ldn "$DIR/" 2>/dev/null)
EOF
	case $_mode-$RESULT in -* | d????-??-*"-$(id -u)") ;; *) die "$DIR is not yours alone: chown, chmod 700 or set ET_DIR" ;; esac
	LOCKED="cannot write $DIR (full or read-only file system?): set ET_DIR"
	CONF=$DIR/config STATE=$DIR/state LAST=$DIR/last
	UNIT=$ROOT/etc/systemd/system/$NAME.service USER_UNIT=${HOME:-/tmp}/.config/systemd/user/$NAME.service
	INIT=$ROOT/etc/init.d/$NAME
	[ -z "${ET_LIB:-}" ] || return 0
	trap clean EXIT
	trap 'exit 143' TERM INT HUP
	case ${1:-install} in
		status | uninstall) "$1" ;;
		test) settings ''; try ;;
		install | once | cron | run)
			settings ''
			mkdir -p "$DIR" 2>/dev/null
			"${1:-install}" ;;
		*) die "usage: sh reporter.sh [install|status|test|once|run|uninstall]" ;;
	esac
}
main "$@"
