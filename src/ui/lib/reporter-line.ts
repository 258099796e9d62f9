/** How the reporter is fetched: with curl, with BusyBox wget, or not at all (one report by hand). */
export type ReporterTool = 'curl' | 'wget' | 'manual'

// Control characters, line separators and invisible direction marks: a pasted line must be what it looks like.
const unsafe = /[\p{Cc}\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text as one POSIX shell word (XCU 2.2.2): single-quoted, unsafe characters stripped. */
export function quotePosix(text: string): string {
  return `'${text.replaceAll(unsafe, '').replaceAll("'", `'\\''`)}'`
}

/**
 * The line an owner pastes on the node. It starts with a space, which keeps it out of most shells' history, and hands
 * the token over as environment, which other users of the machine cannot list.
 */
export function reporterLine(tool: ReporterTool, origin: string, token: string): string {
  const curl = origin.startsWith('https:') ? `curl --proto '=https'` : 'curl'
  if (tool === 'manual') {
    const body = JSON.stringify({ token: token.replaceAll(unsafe, '') })
    // Through a pipe: what stands behind curl can be read in the list of processes, printf is the shell's own.
    return ` printf %s ${quotePosix(body)} | ${curl} -fsS ${quotePosix(`${origin}/api/report`)} -H 'Content-Type: application/json' --data-binary @-`
  }
  const fetchWord = tool === 'curl' ? `${curl} -fsSL` : 'wget -qO-'
  const insecure = sendsInTheClear(origin) ? 'ET_INSECURE=1 ' : ''
  return ` ${fetchWord} ${quotePosix(`${origin}/reporter.sh`)} | ET_SERVER=${quotePosix(origin)} ET_TOKEN=${quotePosix(token)} ${insecure}sh`
}

/** Whether the token goes over a network unencrypted; the reporter then asks to be told that it may. */
function sendsInTheClear(origin: string): boolean {
  const { protocol, hostname } = new URL(origin)
  return protocol === 'http:' && !/^(?:localhost|\[::1\]|127(?:\.\d+){3})$/.test(hostname)
}
