#!/bin/sh
# Node reporter for an EasyTier node list
#   curl -fsSL https://HOST/reporter.sh | ET_SERVER='https://HOST' ET_TOKEN='etr_...' sh
#   sh reporter.sh status | test | once | run | uninstall
# Settings: environment, else `config` in ET_DIR (/opt/easytier-reporter, ~/.easytier-reporter).
# All of them: HOST/docs/operators/
set -u
umask 077
[ -z "${ZSH_VERSION:-}" ] || emulate sh
export LC_ALL=C

NAME=easytier-reporter
KEYS='ET_SERVER ET_TOKEN ET_IFACE ET_TRAFFIC ET_COUNT ET_CLI ET_CORE ET_RPC ET_PORT ET_STATUS ET_INTERVAL http_proxy https_proxy'
PROC=${ET_PROC:-/proc} SYS=${ET_SYS:-/sys} ROOT=${ET_ROOT:-}
NL='
'
HTTP='' CA='' JSON=1 PID='' START='' PORTS='' TEXT='' TABLE='' MEMORY='' DRY='' NAP='' BODY=''

out() { printf '%s\n' "$*"; }
say() { out "$NAME: $*" >&2; }
die() { say "$*"; exit 1; }
put() { { out "${2:-}" >"$1.new" && mv -f "$1.new" "$1"; } 2>/dev/null; }
have() { command -v "$1" >/dev/null 2>&1; }
root() { [ "$(id -u)" = 0 ]; }
digits() { case $1 in '' | *[!0-9]* | 0?* | ??????????*) return 1 ;; esac; }
trim() { Q=${Q#"${Q%%[![:space:]]*}"}; Q=${Q%"${Q##*[![:space:]]}"}; }

# what the environment has not; lines are read, never run
load_config() {
	https_proxy=${https_proxy:-${HTTPS_PROXY:-}}
	[ -r "$CONF" ] || return 0
	while IFS= read -r _line || [ -n "$_line" ]; do
		_key=${_line%%=*}
		case $_key in "$_line" | '' | *[!A-Za-z_]*) continue ;; esac
		case " $KEYS " in *" $_key "*) ;; *) continue ;; esac
		eval "Q=\${$_key:-}"
		[ -z "$Q" ] || continue
		Q=${_line#*=}
		trim
		case $Q in \'*\' | \"*\") Q=${Q#?}; Q=${Q%?} ;; esac
		eval "$_key=\$Q"
	done <"$CONF"
}
settings() {
	load_config
	for _key in $KEYS; do
		eval "Q=\${$_key:-}"
		trim
		case $Q in *[[:cntrl:]]*) die "$_key has a line break; copy it again" ;; esac
		# not in the environment of other programs
		unset "$_key"
		eval "$_key=\$Q"
	done
	export http_proxy https_proxy
	case $ET_SERVER in '' | http://?* | https://?*) ;; *) die "ET_SERVER must begin with http:// or https://" ;; esac
	case $ET_TOKEN in *[!A-Za-z0-9_-]*) die "ET_TOKEN has a wrong character; copy it again" ;; esac
	ET_SERVER=${ET_SERVER%"${ET_SERVER##*[!/]}"}
	[ -n "$ET_TOKEN$1" ] || die "set ET_TOKEN, the token of this node"
	[ -n "$ET_SERVER$1" ] || die "set ET_SERVER, the address of the list"
}

bounded() {
	! have timeout || { timeout "$@"; return; }
	_secs=$1
	shift
	"$@" &
	_job=$!
	(exec >/dev/null 2>&1; sleep "$_secs" && kill "$_job") &
	wait "$_job"
}
nap() { sleep "$1" & NAP=$!; wait "$NAP" 2>/dev/null; NAP=''; }
word() { Q=''; { read -r Q _rest <"$1"; } 2>/dev/null; }
# seconds since the start: no clock that can be set
now() {
	word "$PROC/uptime"; UP=${Q:-0}
	NOW=${UP%%.*}
	word "$PROC/sys/kernel/random/boot_id"
	case $Q in '' | *[!A-Za-z0-9-]*) BOOT=boot ;; *) BOOT=$Q ;; esac
}
new_id() {
	word "$PROC/sys/kernel/random/uuid"
	[ -n "$Q" ] || Q=$(od -An -N16 -tx1 /dev/urandom 2>/dev/null | tr -d ' \n')
	ID=${Q:-$$-$UP}
}
dice() { Q=${ID%"${ID#????}"}; case $Q in *[!0-9a-f]* | '') Q=0 ;; esac; Q=$((0x$Q % $1)); }

find_program() {
	for Q in "$2" "$(command -v "$1")" "/opt/easytier/$1" "/usr/local/bin/$1" "/usr/bin/$1" "/root/easytier/$1"; do
		[ -z "$Q" ] || [ ! -x "$Q" ] || return 0
	done
	return 1
}
process() {
	for _dir in "$PROC"/[0-9]*; do
		word "$_dir/comm"
		[ "$Q" != "$1" ] || { FOUND=${_dir##*/}; return 0; }
	done
	return 1
}
# PID, START (1/100 s), AGE (s) of the core
core() {
	_want=${ET_CORE##*/}
	_want=$(printf %.15s "${_want:-easytier-core}")
	word "$PROC/$PID/comm"
	START='' AGE=''
	if [ -z "$PID" ] || [ "$Q" != "$_want" ]; then
		PID=''
		process "$_want" || return 1
		PID=$FOUND
	fi
	_line=''
	{ IFS= read -r _line <"$PROC/$PID/stat"; } 2>/dev/null
	# state, 18 numbers, start
	_line=${_line##*")" }
	case $_line in Z*) PID=''; return 1 ;; esac
	read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ START _rest <<EOF
$_line
EOF
	AGE=${START%??}
	if digits "$AGE" && [ "$AGE" -le "$NOW" ]; then AGE=$((NOW - AGE)); else AGE=''; fi
}
cli() { bounded 5 "$CLI" ${ET_RPC:+-p "$ET_RPC"} "$@" 2>/dev/null; }
# peers, own version; JSON, or tables of 2.0
read_peers() {
	awk '
	/^==$/ { far = 1; next }
	far { if (/^ *"conns": \[ *$/ || /^ *peer_id: [0-9]+, peer_conn_count: [1-9]/) n++; next }
	/^ *"cost": "p2p",?$/ { n++ }
	/^ *"cost": "/ { own = /"Local"/ }
	own && /^ *"version": "/ { split($0, q, "\""); v = q[4] }
	{ gsub(/│/, "|") }
	# from the right: host names may hold |
	/^\|/ {
		m = split($0, c, "|")
		for (i in c) {
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
	Q=$(out "$_near$NL==$NL$_far" | read_peers)
	COUNT=${Q% *} VERSION=${Q#* }
}
# fails when none of the ports is open
listening() {
	_net=$PROC/net
	[ ! -r "$PROC/$PID/net/tcp" ] || _net=$PROC/$PID/net
	awk -v ports="$1" -v dir="$_net" 'BEGIN {
		n = split(ports, p, " "); for (i = 1; i <= n; i++) want[sprintf("%04X", p[i])] = 1
		split("tcp tcp6 udp udp6", f, " ")
		for (i = 1; i <= 4; i++) while ((getline l < (dir "/" f[i])) > 0) {
			any = 1; split(l, c, " "); sub(/.*:/, "", c[2])
			if ((c[2] in want) && c[4] == (i < 3 ? "0A" : "07")) exit 0 }
		exit any }'
}
look() {
	STATUS=online WHY='' COUNT='' VERSION='' _told=''
	core
	CLI=''
	! find_program easytier-cli "$ET_CLI" || { CLI=$Q; ! peers || _told=1; }
	if [ -z "$VERSION" ] && find_program easytier-core "$ET_CORE"; then
		VERSION=$(bounded 5 "$Q" --version 2>/dev/null)
		VERSION=${VERSION##* }
		case $VERSION in *[!A-Za-z0-9.+~_-]*) VERSION='' ;; esac
	fi
	if [ -n "$ET_PORT" ]; then listening "$ET_PORT" || WHY="port $ET_PORT (ET_PORT) is not open"
	elif [ -z "$PID$_told" ]; then WHY="easytier-core does not run here; start it or set ET_CORE, ET_RPC"
	elif [ -n "$PID" ] && [ -n "$_told" ]; then
		if [ "${PORTS%%:*}" != "$START" ] || ! listening "${PORTS#*:}"; then
			PORTS=$START:$(cli node | awk '/Listener/ && match($0, /:\/\/[^ |]+/) {
				u = substr($0, RSTART + 3, RLENGTH - 3); sub(/\/.*/, "", u)
				if (match(u, /:[0-9]+$/)) printf "%s ", substr(u, RSTART + 1) }')
		fi
		[ -z "${PORTS#*:}" ] || listening "${PORTS#*:}" || WHY="no listener of easytier-core is open (ports ${PORTS#*:})"
	fi
	[ -z "$WHY" ] || STATUS=offline
	[ -z "$ET_STATUS" ] || STATUS=$ET_STATUS WHY=''
}

# Running total of what the chosen counters gain, however they wrap, restart, come and go (exact to 2^53).
# State: `v1 counter boot total uptime entries`, then `i name index rx tx chosen` of each.
# Answers GB, counter, usable, Mbps ("-": no interval yet), then the new state.
count_traffic() {
	awk -v proc="$PROC" -v sys="$SYS" -v mode="$ET_TRAFFIC" -v count="$ET_COUNT" -v boot="$BOOT" -v up="$UP" \
		-v fresh="$BOOT-${ID%"${ID#????????}"}" -v core="${PID:--}.${START:--}" '
	function way(n, o, whole) {
		if (whole) return n
		if (n >= o) return n - o
		# a 32-bit counter went round, or it began again
		o = n + 4294967296 - o
		return o > n && o <= 2147483648 ? o : n
	}
	function add(rx, tx) { gain += count == "tx" ? tx : count == "rx" ? rx : rx + tx }
	function keep(k, ix, rx, tx, on) { lines = lines sprintf("i %s %s %.0f %.0f %d\n", k, ix, rx, tx, on); kept++ }
	$1 == "v1" && NF == 6 { id = $2; oboot = $3; total = $4; oup = $5; n = $6 }
	$1 == "i" && NF == 6 { oix[$2] = $3; orx[$2] = $4; otx[$2] = $5; oon[$2] = $6 + 0; seen++ }
	/^traffic_(bytes_self_[rt]x|bytes_forwarded|control_bytes_forwarded)[{].* [0-9]+$/ { v = $NF; sub(/ [0-9]+$/, ""); gsub(/[ \t]/, "_"); told["@" $0] = v; use++ }
	END {
		first = id == "" || seen + 0 != n
		if (first) { split("", orx); split("", oon) }
		if (first || total > 8e15) { id = fresh; total = 0 }
		reboot = boot != oboot || up + 1 < oup
		if (mode == "easytier") {
			for (k in told) {
				d = !("@" in orx) ? 0 : reboot || oix["@"] != core || told[k] < orx[k] ? told[k] : told[k] - orx[k]
				add(k ~ /self_tx/ ? 0 : d, k ~ /self_rx/ ? 0 : d)
				keep(k, "-", told[k], 0, 0)
			}
			if (use) keep("@", core, 0, 0, 0)
			else for (k in orx) if (k ~ /^@/) keep(k, oix[k], orx[k], 0, 0)
		} else if (!(m = split(ENVIRON["I"], w, /[ ,]+/))) {
			f = proc "/net/route"
			while ((getline l < f) > 0) { split(l, a, " "); if (a[2] a[8] ~ /^0+$/) w[++m] = a[1] }
			f = proc "/net/ipv6_route"
			while ((getline l < f) > 0) if (split(l, a, " ") == 10 && a[1] a[2] ~ /^0+$/ && a[10] != "lo") w[++m] = a[10]
		}
		for (i = 1; i <= m; i++) want[w[i]]
		f = proc "/net/dev"
		while ((getline l < f) > 0) {
			p = index(l, ":")
			if (!p || split(substr(l, p + 1), a, " ") < 9) continue
			k = substr(l, 1, p - 1); gsub(/ /, "", k)
			g = sys "/class/net/" k "/ifindex"
			if ((getline ix < g) <= 0) ix = "-"
			close(g)
			if (on = k in want) use++
			whole = reboot || !(k in orx) || (ix != "-" && oix[k] != "-" && ix != oix[k])
			if (!first && (on || oon[k])) add(way(a[1], orx[k], whole), way(a[9], otx[k], whole))
			here[k]; keep(k, ix, a[1], a[9], on)
		}
		# it may come back with its counter
		for (k in oon) if (!(k in here) && oon[k]) keep(k, oix[k], orx[k], otx[k], 1)
		total += gain; q = int(total / 1e9); t = up - oup
		printf "%.0f.%09.0f %s %d %s\n", q, total - q * 1e9, id, use, first || reboot || t < 1 ? "-" : sprintf("%.3f", gain * 8 / 1e6 / t)
		printf "v1 %s %s %.0f %s %d\n%s", id, boot, total, up, kept, lines
	}'
}
traffic() {
	_m=''
	[ "$ET_TRAFFIC" != easytier ] || [ -z "$CLI" ] || _m=$(cli stats prometheus)
	if [ -z "$MEMORY" ] && [ -r "$STATE" ]; then TABLE=$(cat "$STATE"); fi
	now
	new_id
	_new=$(I=$ET_IFACE count_traffic <<EOF
$TABLE
$_m
EOF
	)
	read -r GB COUNTER USABLE MBPS <<EOF
$_new
EOF
	TABLE=${_new#*"$NL"}
	[ -z "$DRY" ] || return 0
	MEMORY=''
	put "$STATE" "$TABLE" || { MEMORY=1; say "$LOCKED; totals are in memory only"; }
}

pick_http() {
	[ -z "$HTTP" ] || return 0
	HTTP=curl
	# the bundle: 20 ms
	set -- "$ROOT"/etc/ssl/certs/*.0
	[ ! -f "$1" ] || [ -n "${CURL_CA_BUNDLE:-}" ] || CA="--cacert $1 --capath ${1%/*}"
	! have curl || return 0
	have wget || die "no curl, no wget: install curl and ca-certificates"
	_help=$(wget --help 2>&1)
	case $_help in *--header*--post-file*) ;; *) die "this wget cannot send a report; install curl" ;; esac
	HTTP='wget -O -'
	# uclient-fetch: -q silences all
	case $_help in *BusyBox*) HTTP="$HTTP -q" ;; *-nv*) HTTP="$HTTP -nv" ;; esac
	for _opt in --content-on-error -S --no-hsts --max-redirect=0 --tries=1; do
		case $_help in *"${_opt%=*}"[\ =,]*) HTTP="$HTTP $_opt" ;; esac
	done
}
# address, body (in no list of processes), seconds
http() {
	_type='Content-Type: application/json'
	# shellcheck disable=SC2086
	case $HTTP-$2 in
		curl-) curl -sS -i $CA -m "$3" "$1" ;;
		curl-*) curl -sS -i $CA -m "$3" -H "$_type" --data-binary @- "$1" <<EOF ;;
$2
EOF
		*-) bounded "$3" $HTTP "$1" ;;
		*) bounded "$3" $HTTP --header="$_type" --post-file="$BODY" "$1" ;;
	esac
	out "${NL}exit $?" >&2
}
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
		printf "%s\n%s\n%s\n%s\n%s\n%s\n%s\n", code, c, wait, field("next_report_seconds"), field("used_traffic"), rc, substr(e, 1, 240)
	}'
}
send() {
	pick_http
	if [ "$HTTP" != curl ] && [ -n "$2" ]; then
		BODY=$DIR/body.$$
		{ cat >"$BODY"; } 2>/dev/null <<EOF || die "$LOCKED"
$2
EOF
	fi
	{ for _key in CODE ECODE RETRY NEXT USED RC TEXT; do read -r Q; eval "$_key=\$Q"; done; } <<EOF
$({ _line=$(http "$ET_SERVER$1" "$2" "$3" | head -c 9999); out "$_line"; } 2>&1 | read_answer)
EOF
	drop_body
	case $CA$RC in -*[67][07]) CA=''; send "$@" ;; esac
}
drop_body() { [ -z "$BODY" ] || rm -f "$BODY"; BODY=''; }
# END ok | refused | retry; ADVICE what happened, what to do
judge() {
	END=retry
	case $CODE in 200) [ -z "$USED" ] || END=ok ;; 407 | 429 | 5?? | '') ;; *) END=refused ;; esac
	case $CODE-$ECODE in
		200-*) Q="not the node list answered (a sign-in page?): open $ET_SERVER in a browser"; [ -z "$USED" ] || Q=accepted ;;
		403-node_expired) Q="the node has expired (403): extend it in the console, reports then go on" ;;
		403-report*) Q="wrong token (403): make a new one in the console and run its line" ;;
		403-*) Q="wrong token, or the node has expired (403): look in the console" ;;
		404-node*) Q="no such node (404): it was deleted, or ET_SERVER is another list" ;;
		404-*) Q="no node list at this address (404): correct ET_SERVER, or the node is gone" ;;
		3*) Q="sent elsewhere ($CODE): correct ET_SERVER (https?)" ;;
		407-*) Q="the proxy wants a password (407): put it into https_proxy" ;;
		429-*) Q="too many requests (429): waits $RETRY s" ;;
		5*) Q="trouble at the server ($CODE $ECODE): tried again by itself" ;;
		?*-*) Q="report refused ($CODE $ECODE, $TEXT): run the console's line again" ;;
		*) no_answer; Q="$Q${TEXT:+ [${TEXT# }]}" ;;
	esac
	ADVICE=$Q
}
no_answer() {
	case "$TEXT, $RC." in
		*roxy* | *CONNECT*) Q="the proxy does not work: check https_proxy" ;;
		*'not yet'* | *xpired* | *EXPIRED* | *FUTURE* | *ASN*) Q="TLS: certificate out of date, or this clock ($(date -u '+%F %H:%M') UTC): set the clock" ;;
		*ssl_client* | *'SSL sup'* | *'not an http'* | *'rotocol "https'*) Q="no TLS in this program: install curl (or OpenWrt: libustream-mbedtls, Alpine: ssl_client)" ;;
		*ertificate* | *BADCERT* | *' 60.' | *' 77.') Q="TLS: certificate not trusted: install the CA bundle (OpenWrt: ca-bundle, others: ca-certificates), check the clock" ;;
		*esolv* | *'bad address'* | *'not known'*) Q="DNS: name not found: check ET_SERVER and /etc/resolv.conf" ;;
		*efused* | *nreachable* | *'ion failed'* | *' 7.') Q="connection refused or no way there: check ET_SERVER, its port, the firewall" ;;
		*'imed out'* | *imeout* | *' 28.' | *' 124.' | *' 143.') Q="no answer in time (timeout): check network and firewall" ;;
		*SSL* | *TLS*) Q="TLS fails: check ET_SERVER (http or https?) and the clock" ;;
		*) Q="no answer ($RC): check ET_SERVER" ;;
	esac
}
# EVERY = seconds until the next report
every() {
	EVERY=${ET_INTERVAL:-${NEXT%%.*}}
	digits "$EVERY" || EVERY=300
	[ "$EVERY" -ge 60 ] || EVERY=60
	[ "$EVERY" -le 3600 ] || EVERY=3600
}
save_last() {
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

# $1 = final: a quick goodbye
compose() {
	now
	if [ "$1" = final ]; then STATUS=offline COUNT='' VERSION='' AGE=''; else look; fi
	traffic
	[ "$MBPS$1" != -now ] || [ "$USABLE" = 0 ] || { nap 2; traffic; }
	MSG="\"status\":\"$STATUS\""
	if [ "$USABLE" != 0 ]; then
		MSG="$MSG,\"total_traffic\":$GB,\"boot_id\":\"$COUNTER\""
		[ "$MBPS" = - ] || MSG="$MSG,\"current_bandwidth\":$MBPS"
	elif [ "$ET_TRAFFIC" = easytier ]; then say "easytier-cli tells no traffic (2.4.5 and later do): unset ET_TRAFFIC"
	else say "no such interface ($ET_IFACE), traffic is left out: set ET_IFACE"; fi
	MSG="$MSG${COUNT:+,\"connection_count\":$COUNT}${VERSION:+,\"easytier_version\":\"$VERSION\"}${AGE:+,\"uptime_seconds\":$AGE}}"
	new_id
}
post() { send /api/report "{\"token\":\"$ET_TOKEN\",\"report_id\":\"$ID\",$MSG" "$1"; judge; }
# One report, tried again for up to $1 s. 0 counted, 1 not now, 2 refused
report() {
	compose now
	[ -z "$WHY" ] || say "reporting offline: $WHY"
	_pause=5 SPENT=0
	while :; do
		# same report_id: counted once
		post 15
		every
		if [ $END = ok ]; then
			Q="accepted; $STATUS, $MBPS Mbps, ${COUNT:-?} connections; used $USED GB"
			say "$Q; next in ${EVERY}s"
			save_last ok "$EVERY" "$Q"
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
	[ $DUE -le 0 ] || nap $DUE
	NEXT=''
	while :; do
		every
		report $((EVERY / 2))
		case $? in
			0) dice 21; nap $((EVERY * (90 + Q) / 100)) ;;
			1) nap $((EVERY - SPENT)) ;;
			*) nap 600 ;;
		esac
	done
}

once() { report 20; }
cron() { now; new_id; dice 40; nap "$Q"; due; [ $DUE -gt 150 ] || [ ! -f "$CONF" ] || report 90; }

# an unreadable table stays
tab() {
	TAB=$(crontab -l) || case $(crontab -l 2>&1) in *'no cron'* | *'o such f'*) TAB='' ;; *) return 1 ;; esac
	Q=$(out "$TAB" | sed "/# $NAME\$/d")
}
runs() {
	word "$DIR/pid"
	digits "$Q" && tr '\000' ' ' <"/proc/$Q/cmdline" | grep -q 'reporter.sh run *$'
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
	if have crontab && tab && [ "$Q" != "$TAB" ]; then
		if [ -n "$Q" ]; then out "$Q" | crontab -; else crontab -r; fi
	fi
	if runs; then
		kill "$Q"
		for _try in 1 2 3 4 5 6 7 8 9; do kill -0 "$Q" && sleep 1; done
	fi
} >/dev/null 2>&1
unit() {
	mkdir -p "${1%/*}" && cat >"$1" <<EOF
[Service]
ExecStart=/bin/sh $DIR/reporter.sh run
Restart=always
RestartSec=30
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
		if tab && out "${Q:+$Q$NL}*/5 * * * * $_line$NL@reboot $_line" | crontab -; then
			BY="cron, every 5 minutes"
			process cron || process crond || BY="$BY; start a cron daemon (crond)"
		fi
	fi
	[ -n "$BY" ]
} >/dev/null 2>&1
whole() { [ "$(sed -n '$s/^main .*/ok/p' "$1" 2>/dev/null)" = ok ]; }
abort() {
	rm -f "$DIR/reporter.sh.new" "$CONF.new"
	[ -z "$_fresh" ] || wipe
	die "$1"
}
install() {
	trap 'clean; rm -f "$DIR/upgrading"' EXIT
	_fresh=1
	[ ! -f "$CONF" ] || _fresh=''
	pick_http
	put "$DIR/upgrading" || die "$LOCKED"
	_new=$DIR/reporter.sh.new
	# no file `sh` of this folder
	if [ "$0" != "$DIR/reporter.sh" ] && [ "$0" != "${0%.sh}" ] && whole "$0"; then cat "$0"
	elif [ "$HTTP" = curl ]; then curl -sSL -m 30 "$ET_SERVER/reporter.sh"
	else wget -q -O - "$ET_SERVER/reporter.sh"; fi >"$_new" 2>/dev/null
	whole "$_new" || { send /reporter.sh '' 20; judge; abort "cannot load $ET_SERVER/reporter.sh: $ADVICE"; }
	for _key in $KEYS; do
		eval "Q=\$$_key"
		[ -z "$Q" ] || cat <<EOF || abort "$LOCKED"
$_key='$Q'
EOF
	done >"$CONF.new"
	{ mv -f "$_new" "$DIR/reporter.sh" && mv -f "$CONF.new" "$CONF"; } || abort "$LOCKED"
	unservice
	report 20
	_first=$?
	[ $_first != 2 ] || [ "$ECODE" = node_expired ] || abort "nothing was started"
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
	BY=nothing
	{ read -r BY <"$DIR/by"; } 2>/dev/null
	! runs || BY="$BY, process $Q"
	out "run by: $BY${NL}server: ${ET_SERVER:-not set}"
	Q="$(((NOW - L_UP) / 60)) min ago: "
	[ "$L_BOOT" = "$BOOT" ] || Q=''
	out "last report: $Q${L_TEXT:-none}"
	[ "$L_END" = stopped ] || out "next report: in about $(((DUE > 0 ? DUE : 0) / 60)) min"
	[ "$L_END" = ok ]
}
try() {
	DRY=1
	pick_http
	compose now
	out "core: ${PID:+process $PID, }${VERSION:-version unknown}, ${COUNT:-?} connections, $STATUS${WHY:+: $WHY}"
	out "interfaces: $(out "$TABLE" | awk '$6 == 1 && NF == 6 { printf "%s rx %s tx %s; ", $2, $4, $5 }')"
	out "would send: {\"token\":\"etr_...\",$MSG"
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
	{ read -r _type _line Q _rest; } 2>/dev/null <<EOF
$(ls -ldn "$DIR/" 2>/dev/null)
EOF
	case $_type-$Q in -* | d????-??-*"-$(id -u)") ;; *) die "$DIR is not yours alone: chown, chmod 700 or set ET_DIR" ;; esac
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
