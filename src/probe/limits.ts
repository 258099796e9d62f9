/**
 * Every bound of the dialling side. The bounds of the protocol itself stand in `easytier/limits.ts`.
 * Times in milliseconds, sizes in bytes unless the name says otherwise.
 */
export const limits = {
  /** Name look-up and TCP connect together, over all addresses of a name. */
  connectMs: 4_000,
  /** A Syn is sent this often, this long after the one before, and the last has as long (UDP, rule 2). */
  synsMax: 3,
  synRepeatMs: 1_000,
  synMs: 3_000,
  /** Nodes up to 2.6.4 send the Sack before they know the session (UDP, rule 3). */
  afterSackMs: 30,
  /** From the last Syn to closing the socket (UDP, rule 9). */
  lastSynMs: 20,
  /** One HandShake and its answer over UDP; then another session (UDP, rule 4). */
  udpHandshakeMs: 1_500,
  /** A node repeats over UDP after 3 s what was not acknowledged. */
  udpSyncMs: 4_000,
  /**
   * Sessions a check may begin over UDP for want of an answer to the HandShake. At 20 % loss one in five is lost: three
   * sessions leave one check in a hundred without a verdict, five one in some thousands.
   */
  udpAttemptsMax: 5,
  /** Of these, sessions without even a Sack before the node counts as away. */
  udpSilencesMax: 2,
  /** Within this time of the last check a node is asked often: it would keep the session that is over (UDP, rule 9). */
  frequentMs: 15_000,
  frequentEntriesMax: 1_024,
  /** TLS handshake and WebSocket upgrade together. */
  upgradeMs: 4_000,
  /** One probe with all its connections. */
  totalMs: 12_000,
  /** From FIN to destroying a socket whose other end stays open. */
  leaveMs: 300,
  /** A second address is tried beside the first after this long (RFC 8305, section 5). */
  nextAddressMs: 250,
  /** Answers of one look-up that are dialled. */
  addressesMax: 6,
  /** Largest WebSocket message; a frame of the protocol is never bigger. */
  messageBytesMax: 65_536,
  messageFragmentsMax: 64,
  messageChunksMax: 4_096,
  /** All headers of an upgrade answer. */
  upgradeHeaderBytesMax: 16_384,
  /** Cores up to 2.6.4 refuse an upgrade answer of more headers than this, as some CDNs send. */
  upgradeHeadersWarned: 60,

  /** Probes that wait for the same node; more are answered `checker_unavailable`. */
  waitingPerNodeMax: 16,
  /** How long one waits for its turn. */
  queueMs: 15_000,
  /** Nodes being probed at once in one process. */
  probesMax: 256,
  /** The same for strangers: a quarter is kept for owners and holders of the key. */
  strangersProbesMax: 192,
  strangersWaitingPerNodeMax: 12,
  /** An answer this young is given again for the same question. */
  reuseMs: 10_000,
  reuseEntriesMax: 512,

  /** How long the health answer waits for its outbound test, and how long a finding is kept. */
  outboundMs: 1_500,
  outboundKeepMs: 60_000,
  /** A datagram to oneself. */
  loopbackMs: 500,

  /** Questions of a self-test: how many wait at once, and how long and how much the site's own edge may answer. */
  holdsMax: 8,
  echoMs: 5_000,
  echoBytesMax: 20_000,
} as const
