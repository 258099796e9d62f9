/**
 * Every bound of the dialling side. The bounds of the protocol itself stand in `easytier/limits.ts`.
 * Times in milliseconds, sizes in bytes unless the name says otherwise.
 */
export const limits = {
  /** Name look-up and TCP connect together, over all addresses of a name. */
  connectMs: 4_000,
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

  /** Probes that wait for the same node; more are answered `checker_unavailable`. */
  waitingPerNodeMax: 16,
  /** How long one waits for its turn. */
  queueMs: 15_000,
  /** Nodes being probed at once in one process. */
  probesMax: 256,
  /** An answer this young is given again for the same question. */
  reuseMs: 10_000,
  reuseEntriesMax: 512,

  /** How long the health answer waits for its outbound test, and how long a finding is kept. */
  outboundMs: 1_500,
  outboundKeepMs: 60_000,
} as const
