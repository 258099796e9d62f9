import type { Machine } from './machine.ts'
import { programPath } from './shells.ts'

/** Kinds of OpenWrt's wget: one that takes headers, one that sends its own type beside the given one, one from before. */
export type UclientKind = 'new' | 'joined' | 'old'

function usage(kind: UclientKind): string {
  return `Usage: wget [options] <URL>
Options:
	-4				Use IPv4 only
	-O <file>			Redirect output to file (use "-" for stdout)
	--quiet | -q			Turn off status messages
	--continue | -c			Continue a partially-downloaded file
${kind === 'old' ? '' : "\t--header='Header: value'	Add HTTP header. Multiple allowed\n"}	--user-agent | -U <str>		Set HTTP user agent
	--post-data=STRING		use the POST method; send STRING as the data
	--post-file=FILE		use the POST method; send FILE as the data
	--spider | -s			Spider mode - only check file existence
	--timeout=N | -T N		Set connect/request timeout to N seconds

HTTPS options:
	--ca-certificate=<cert>		Load CA certificates from file <cert>
	--no-check-certificate		don't validate the server's certificate`
}

/**
 * Puts a `wget` on the machine that behaves as uclient-fetch (openwrt/uclient, uclient-fetch.c) does, curl doing the
 * work: with -q it says nothing at all; else the progress stands on the line where the body begins. A failed answer
 * has no body. Usage goes to stderr, with code 1.
 */
export function uclientFetch(machine: Machine, kind: UclientKind): void {
  const curl = programPath('curl')
  const own = `--header 'Content-Type: application/x-www-form-urlencoded'`
  machine.write('tmp/usage', `${usage(kind)}\n`)
  machine.program(
    'wget',
    `say() { [ -n "$quiet" ] || printf "$@" >&2; }
quiet='' type='' file='' url=''
while [ $# -gt 0 ]; do
  case $1 in
    -q) quiet=1 ;;
    -O) [ "$2" = - ] || exit 1; shift ;;
    --header=*) ${kind === 'old' ? 'exit 1' : 'type=${1#*=}'} ;;
    --post-file=*) file=\${1#*=} ;;
    -*) cat '${machine.dir}/tmp/usage' >&2; exit 1 ;;
    *) url=$1 ;;
  esac
  shift
done
say 'Connecting to 192.0.2.1:80\\n'
set -- -s -i "$url"
[ -z "$file" ] || set -- "$@" ${kind === 'joined' ? `${own} ` : ''}--header "\${type:-Content-Type: application/x-www-form-urlencoded}" --data-binary "@$file"
answer=$('${curl}' "$@") || { say 'Connection error: Connection failed\\n'; exit 4; }
code=\${answer#* }
code=\${code%"\${code#???}"}
case $code in
  200) say 'Writing to stdout\\n\\r-                      0%% |                                |     0   0:00:00 ETA' ;;
  *) say 'HTTP error %s\\n' "$code"; exit 8 ;;
esac
printf '%s' "$answer" | tr -d '\\r' | sed '1,/^$/d'
say '\\r-                    100%% |********************************|    60   0:00:00 ETA\\nDownload completed (60 bytes)\\n'`,
  )
}
