#!/bin/sh
# Node reporter for an EasyTier node list. POSIX sh; needs curl or wget, and awk.
#
#   curl -fsSL https://HOST/reporter.sh | ET_SERVER='https://HOST' ET_TOKEN='etr_...' sh
#       installs itself (systemd, procd, OpenRC or cron), sends a first report, keeps reporting
#   sh reporter.sh once        one report, figures on the screen
#   sh reporter.sh run         reports until stopped, in the foreground (containers)
#   sh reporter.sh uninstall   removes what install made
#
# It reads: counters of the network interface (/proc/net/dev), the number of peers and the version
# (easytier-cli, easytier-core --version), how long easytier-core has run. It sends nothing else.
#
# Settings (environment, else the configuration file):
#   ET_SERVER, ET_TOKEN   address of the list, report token of this node
#   ET_IFACE              interface whose traffic counts; default: the one of the default route
#   ET_COUNT              both | tx | rx, what counts as traffic; default both
#   ET_CLI, ET_CORE       easytier-cli and easytier-core; default: PATH and the usual places
#   ET_RPC                management address of the core for easytier-cli -p, e.g. 127.0.0.1:15888
#   ET_STATUS             online | offline: overrides what was found out
#   ET_DIR                where it is installed; default /opt/easytier-reporter, or ~/.easytier-reporter
set -u
umask 077

NAME=easytier-reporter
say() { printf '%s\n' "$*" >&2; }
die() { say "$NAME: $*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
root() { [ "$(id -u)" = 0 ]; }

if [ -z "${ET_DIR:-}" ]; then
  if root; then ET_DIR=/opt/$NAME; else ET_DIR=${HOME:-/tmp}/.$NAME; fi
fi
CONF=$ET_DIR/config
PROC=${ET_PROC:-/proc}

# The file sets what the environment has not.
load_config() {
  [ -r "$CONF" ] || return 0
  # shellcheck disable=SC1090
  . "$CONF"
}

quote() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

need_settings() {
  [ -n "${ET_SERVER:-}" ] || die "set ET_SERVER, such as ET_SERVER='https://nodes.example.org'"
  [ -n "${ET_TOKEN:-}" ] || die "set ET_TOKEN, the report token of this node"
  case $ET_SERVER in
    http://*|https://*) ;;
    *) die "ET_SERVER must begin with http:// or https://" ;;
  esac
  ET_SERVER=${ET_SERVER%/}
  case $ET_TOKEN in *[!A-Za-z0-9_-]*) die "ET_TOKEN has a character that no token has; copy it again" ;; esac
}

# The request body goes in by standard input or a 0600 file, so that the token is in no argument list.
post() {
  if have curl; then
    printf '%s' "$2" | curl -sS -m 20 -H 'Content-Type: application/json' --data-binary @- -w '\n%{http_code}' "$1"
  elif have wget; then
    _body=$(mktemp "${TMPDIR:-/tmp}/$NAME.XXXXXX") || return 1
    printf '%s' "$2" >"$_body"
    set -- "$1" -q -T 20 -O - --header 'Content-Type: application/json' --post-file "$_body"
    # three programs go by this name (GNU, busybox, uclient-fetch); what they tell of a refusal differs
    _help=$(wget --help 2>&1)
    case $_help in *--content-on-error*) set -- "$@" --content-on-error ;; esac
    case $_help in *-S*) set -- "$@" -S ;; esac
    _url=$1
    shift
    _out=$(wget "$@" "$_url" 2>"$_body.err") && _code=200 || _code=''
    [ -n "$_code" ] || _code=$(sed -n 's/.*HTTP[/ ][^0-9]*[0-9.]*[^0-9]*\([45][0-9][0-9]\).*/\1/p' "$_body.err" | tail -n 1)
    [ -n "$_out" ] || _out=$(tail -n 1 "$_body.err")
    printf '%s\n%s' "$_out" "$_code"
    rm -f "$_body" "$_body.err"
  else
    die "neither curl nor wget is here"
  fi
}

find_program() {
  [ -n "$2" ] && { printf '%s' "$2"; return; }
  for _p in "$(command -v "$1" 2>/dev/null)" "/opt/easytier/$1" "/usr/local/bin/$1" "/usr/bin/$1" "/root/easytier/$1" "/etc/easytier/$1"; do
    [ -n "$_p" ] && [ -x "$_p" ] && { printf '%s' "$_p"; return; }
  done
}

# The same bound everywhere: a hanging management port must not stop the reports.
bounded() { if have timeout; then timeout 10 "$@"; else "$@"; fi; }

interface() {
  [ -n "${ET_IFACE:-}" ] && { printf '%s' "$ET_IFACE"; return; }
  _if=$(awk '$2 == "00000000" && $8 == "00000000" { print $1; exit }' "$PROC/net/route" 2>/dev/null)
  [ -n "$_if" ] || _if=$(awk '$1 == "00000000000000000000000000000000" && $2 == "00" && $NF != "lo" { print $NF; exit }' "$PROC/net/ipv6_route" 2>/dev/null)
  printf '%s' "$_if"
}

# bytes of the interface so far; nothing when it does not exist
traffic_bytes() {
  awk -v want="$1" -v count="${ET_COUNT:-both}" '
    { line = $0; sub(/^ */, "", line); colon = match(line, /:[^:]*$/); name = substr(line, 1, colon - 1)
      if (name != want) next
      split(substr(line, colon + 1), f, " ")
      sum = count == "tx" ? f[9] : count == "rx" ? f[1] : f[1] + f[9]
      printf "%.0f", sum; exit }' "$PROC/net/dev" 2>/dev/null
}

core_pid() {
  if have pidof; then pidof easytier-core 2>/dev/null | awk '{ print $1 }'; else
    ps 2>/dev/null | awk '/[e]asytier-core/ { print $1; exit }'
  fi
}

uptime_of() {
  [ -r "$PROC/$1/stat" ] || return 0
  _hz=$(getconf CLK_TCK 2>/dev/null) || _hz=100
  _start=$(sed 's/.*) //' "$PROC/$1/stat" | awk '{ print $20 }')
  awk -v start="$_start" -v hz="${_hz:-100}" '{ up = $1 - start / hz; printf "%d", (up > 0 ? up : 0) }' "$PROC/uptime"
}

# direct peers plus peers of foreign networks that have a connection
peer_count() {
  _cli=$(find_program easytier-cli "${ET_CLI:-}")
  [ -n "$_cli" ] || return 0
  set -- ${ET_RPC:+-p "$ET_RPC"}
  _peers=$(bounded "$_cli" "$@" peer 2>/dev/null) || return 0
  _foreign=$(bounded "$_cli" "$@" peer list-foreign 2>/dev/null) || _foreign=
  printf '%s\n%s\n' "$_peers" "$_foreign" | awk '
    { gsub(/│/, "|") }
    /^\|/ { n = split($0, cell, "|"); for (i = 2; i < n; i++) { gsub(/ /, "", cell[i]); if (cell[i] == "p2p") { direct++; break } } }
    /^ *peer_id: [0-9]+, peer_conn_count: [1-9]/ { foreign++ }
    END { printf "%d", direct + foreign }'
}

version() {
  _core=$(find_program easytier-core "${ET_CORE:-}")
  [ -n "$_core" ] || return 0
  bounded "$_core" --version 2>/dev/null | awk '{ v = $NF; gsub(/[^A-Za-z0-9.+~-]/, "", v); print substr(v, 1, 32); exit }'
}

# A number of the server's answer: field NAME of flat JSON in $1
number_of() { printf '%s' "$1" | sed -n "s/.*\"$2\" *: *\\([0-9.]*\\).*/\\1/p" | head -n 1; }
word_of() { printf '%s' "$1" | sed -n "s/.*\"$2\" *: *\"\\([^\"]*\\)\".*/\\1/p" | head -n 1; }

LAST_BYTES='' LAST_TIME='' NEXT=60

# Sends one report. 0 counted, 1 try again later, 2 refused for good (wrong token, expired, no such node).
report() {
  _if=$(interface)
  _bytes=$([ -n "$_if" ] && traffic_bytes "$_if")
  _now=$(cut -d' ' -f1 "$PROC/uptime")
  if [ -z "$LAST_BYTES" ] && [ -n "$_bytes" ]; then
    LAST_BYTES=$_bytes LAST_TIME=$_now
    sleep 2
    _bytes=$(traffic_bytes "$_if") _now=$(cut -d' ' -f1 "$PROC/uptime")
  fi
  _fields=
  if [ -n "$_bytes" ]; then
    _mbps=$(awk -v b="$_bytes" -v lb="$LAST_BYTES" -v t="$_now" -v lt="$LAST_TIME" 'BEGIN { d = t - lt; x = (b - lb) * 8 / 1e6; printf "%.3f", (d > 0 && x > 0 ? x / d : 0) }')
    _gb=$(awk -v b="$_bytes" 'BEGIN { printf "%.9f", b / 1e9 }')
    _boot=$(cat "$PROC/sys/kernel/random/boot_id" 2>/dev/null)
    # another interface or way of counting is another counter
    _boot=$(printf '%s' "${_boot:-boot}-$_if-${ET_COUNT:-both}" | tr -cd 'A-Za-z0-9.-' | cut -c1-64)
    _fields=",\"current_bandwidth\":$_mbps,\"total_traffic\":$_gb,\"boot_id\":\"$_boot\""
    LAST_BYTES=$_bytes LAST_TIME=$_now
  else
    say "$NAME: no interface found; set ET_IFACE to report traffic"
  fi
  _peers=$(peer_count)
  [ -n "$_peers" ] && _fields="$_fields,\"connection_count\":$_peers"
  _version=$(version)
  [ -n "$_version" ] && _fields="$_fields,\"easytier_version\":\"$_version\""
  _pid=$(core_pid)
  _status=${ET_STATUS:-}
  if [ -n "$_pid" ]; then
    _up=$(uptime_of "$_pid")
    [ -n "$_up" ] && _fields="$_fields,\"uptime_seconds\":$_up"
  fi
  if [ -z "$_status" ]; then
    if [ -n "$_pid" ] || [ -n "$_peers" ]; then _status=online; else
      _status=offline
      say "$NAME: easytier-core does not run here (no such process, no answer to easytier-cli); reporting offline"
    fi
  fi
  _id=$(od -An -N16 -tx1 /dev/urandom 2>/dev/null | tr -d ' \n')
  _json="{\"token\":\"$ET_TOKEN\",\"status\":\"$_status\",\"report_id\":\"${_id:-$$-$_now}\"$_fields}"
  _try=1
  while :; do
    _answer=$(post "$ET_SERVER/api/report" "$_json" 2>&1)
    _code=$(printf '%s' "$_answer" | tail -n 1)
    _text=$(printf '%s' "$_answer" | sed '$d')
    case $_code in
      200)
        _next=$(number_of "$_text" next_report_seconds)
        [ -n "$_next" ] && NEXT=${_next%%.*}
        say "$NAME: reported $_status, ${_mbps:-?} Mbps, ${_peers:-?} peers; used $(number_of "$_text" used_traffic) GB; next in ${NEXT}s"
        return 0 ;;
      400|403|404)
        say "$NAME: the server refused the report ($_code): $(word_of "$_text" error)"
        return 2 ;;
    esac
    say "$NAME: report failed (${_code:-no answer}): $(printf '%s' "$_text" | head -n 1 | cut -c1-200)"
    # the same report_id again: counted once, whether the first one arrived or not
    [ $_try -ge 3 ] && return 1
    _try=$((_try + 1))
    sleep $((_try * 3))
  done
}

run() {
  while :; do
    report
    case $? in
      0) _wait=$NEXT ;;
      1) _wait=60 ;;
      *) _wait=600 ;;
    esac
    [ "$_wait" -ge 10 ] 2>/dev/null || _wait=60
    [ "$_wait" -le 3600 ] || _wait=3600
    sleep "$_wait"
  done
}

fetch() {
  if have curl; then curl -fsSL -m 30 "$1"; else wget -q -T 30 -O - "$1"; fi
}

install() {
  mkdir -p "$ET_DIR" || die "cannot make $ET_DIR"
  fetch "$ET_SERVER/reporter.sh" >"$ET_DIR/reporter.sh.new" || die "cannot load $ET_SERVER/reporter.sh"
  head -n 1 "$ET_DIR/reporter.sh.new" | grep -q '^#!/bin/sh' || die "$ET_SERVER/reporter.sh is not this script"
  mv "$ET_DIR/reporter.sh.new" "$ET_DIR/reporter.sh"
  {
    for _v in ET_SERVER ET_TOKEN ET_IFACE ET_COUNT ET_CLI ET_CORE ET_RPC ET_STATUS; do
      eval "_value=\${$_v:-}"
      # shellcheck disable=SC2016
      [ -z "$_value" ] || printf '[ -n "${%s:-}" ] || %s=%s\n' "$_v" "$_v" "$(quote "$_value")"
    done
  } >"$CONF.new" && mv "$CONF.new" "$CONF" || die "cannot write $CONF"

  report
  _first=$?
  [ $_first = 2 ] && die "nothing was started; put it right and run the line again"

  if root && have systemctl && [ -d /run/systemd/system ]; then
    cat >/etc/systemd/system/$NAME.service <<UNIT
[Unit]
Description=EasyTier node reporter
After=network-online.target
Wants=network-online.target
[Service]
Environment=ET_DIR=$ET_DIR
ExecStart=/bin/sh $ET_DIR/reporter.sh run
Restart=always
RestartSec=30
[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload && systemctl enable -q $NAME && systemctl restart $NAME ||
      die "systemd did not start $NAME"
    say "$NAME: runs as systemd service $NAME; look: journalctl -u $NAME"
  elif root && [ -f /etc/rc.common ]; then
    cat >/etc/init.d/$NAME <<'UNIT'
#!/bin/sh /etc/rc.common
START=99
USE_PROCD=1
start_service() {
  procd_open_instance
  procd_set_param command /bin/sh /opt/easytier-reporter/reporter.sh run
  procd_set_param respawn 3600 30 0
  procd_set_param stderr 1
  procd_close_instance
}
UNIT
    chmod 755 /etc/init.d/$NAME
    /etc/init.d/$NAME enable && /etc/init.d/$NAME restart || die "procd did not start $NAME"
    say "$NAME: runs as procd service $NAME; look: logread -e $NAME"
  elif root && have rc-service; then
    cat >/etc/init.d/$NAME <<UNIT
#!/sbin/openrc-run
description="EasyTier node reporter"
command=/bin/sh
command_args="$ET_DIR/reporter.sh run"
command_background=true
pidfile=/run/$NAME.pid
UNIT
    chmod 755 /etc/init.d/$NAME
    rc-update add $NAME default >/dev/null && rc-service $NAME restart || die "OpenRC did not start $NAME"
    say "$NAME: runs as OpenRC service $NAME"
  elif have crontab; then
    { crontab -l 2>/dev/null | grep -v "$NAME"; printf '*/5 * * * * ET_DIR=%s /bin/sh %s/reporter.sh once >/dev/null 2>&1 # %s\n' "$(quote "$ET_DIR")" "$ET_DIR" "$NAME"; } | crontab - || die "crontab did not take the line"
    say "$NAME: reports every 5 minutes by cron"
  else
    say "$NAME: no service manager found; keep this running yourself: sh $ET_DIR/reporter.sh run"
  fi
  return $_first
}

uninstall() {
  if root && have systemctl && [ -f /etc/systemd/system/$NAME.service ]; then
    systemctl disable -q --now $NAME
    rm -f /etc/systemd/system/$NAME.service
    systemctl daemon-reload
  fi
  if root && [ -f /etc/init.d/$NAME ]; then
    /etc/init.d/$NAME stop
    if have rc-update; then rc-update -q del $NAME default; else /etc/init.d/$NAME disable; fi
    rm -f /etc/init.d/$NAME
  fi
  if have crontab && crontab -l 2>/dev/null | grep -q "$NAME"; then
    crontab -l | grep -v "$NAME" | crontab -
  fi
  rm -f "$ET_DIR/reporter.sh" "$CONF"
  rmdir "$ET_DIR" 2>/dev/null
  say "$NAME: removed"
}

# All in functions and called on the last line: a download cut short runs nothing.
main() {
  case ${1:-install} in
    install) load_config; need_settings; install ;;
    once) load_config; need_settings; report ;;
    run) load_config; need_settings; run ;;
    uninstall) uninstall ;;
    *) say "usage: sh reporter.sh [install|once|run|uninstall]"; exit 2 ;;
  esac
}
main "$@"
