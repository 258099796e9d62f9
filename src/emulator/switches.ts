/**
 * What nobody knows of the platform for certain, as switches of the emulation: each makes one assumption of the site
 * false. `EMULATE=list_unordered,no_own_host npm run edge` sets them for all requests.
 */
export const switches = [
  /** The namespace is a member of `context.env` and no global. */
  'kv_on_env',
  'kv_unbound',
  /** Entries of a list have `name` instead of `key`. */
  'entries_named_name',
  'list_unordered',
  /** Every page of a list is the first one. */
  'cursor_stuck',
  /** A page of a list has 100 entries, whatever is asked for. */
  'list_pages_small',
  /** Entries of a list have neither `key` nor `name`. */
  'entries_nameless',
  /** A request does not see what it has written itself; others do. */
  'own_writes_late',
  /** Keys that differ in the case of their letters are one. */
  'keys_case_folded',
  /** No key is longer than 255 characters. */
  'long_keys_refused',
  /** Nothing can be written any more, as with a quota that is used up. */
  'writes_refused',
  /** Deleting is answered and has no effect. */
  'deletes_ignored',
  'value_1mb_refused',
  'empty_value_refused',
  /** A request to the own host finds no function. */
  'no_own_host',
  'own_host_redirects',
  /** A redirect on the own host is followed though the request says not to. */
  'redirects_followed',
  /** Work behind an answer is cut off after two seconds. */
  'short_wait_until',
  'no_wait_until',
  /** 50 ms of CPU a request, told by the iterations of its loops; `crypto.subtle` works outside of them. */
  'cpu_limit_50ms',
  /** No loop goes round 200,000 times. */
  'loop_limit',
  /** The front refuses bodies above 500 KB, and headers of more than 2 KB. */
  'body_500kb_refused',
  'header_4kb_refused',
  /** The CDN gives every answer to a GET again for a minute, `no-store` or not. */
  'no_store_ignored',
  /** Of the Node functions: these four are set when they start. */
  'udp_blocked',
  'tcp_blocked',
  'dns_blocked',
  /** A function that wants to wait for longer than six seconds is ended then. */
  'node_time_short',
  /** `eo.clientIp` is what a header says. */
  'client_ip_forgeable',
  'client_ip_absent',
  'no_pbkdf2',
  'no_hmac',
  'no_hmac_of_nothing',
  'no_transform_stream',
  /** One interface that the site cannot do without is away: `btoa`. */
  'no_btoa',
] as const

export type Switch = (typeof switches)[number]

/** Reads names with commas between them. Throws an Error with one clear line for one that is none. */
export function parseSwitches(text: string): Switch[] {
  const names = text.split(',').flatMap((name) => name.trim() || [])
  return names.map((name) => {
    const known = switches.find((one) => one === name)
    if (known === undefined) throw new Error(`EMULATE: no switch ${name}; there are ${switches.join(', ')}`)
    return known
  })
}

/** What needs a runtime that counts the iterations of loops. */
export const loopSwitches: readonly Switch[] = ['cpu_limit_50ms', 'loop_limit']

export const switchedLimits = {
  /** How long work behind an answer lives under `short_wait_until`. */
  waitUntilMs: 2_000,
  /** What 50 ms of CPU amount to under `cpu_limit_50ms`: a count, because a time depends on the machine. scrypt with
   * N = 2^14 takes 7.1 million and some 45 ms. */
  loopsPer50Ms: 8_000_000,
  /** Under `loop_limit`. */
  loopEnd: 200_000,
} as const
