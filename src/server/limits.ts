/** Every bound of the server. Times in milliseconds, sizes in bytes. */
export const serverLimits = {
  /** From the first byte of a request to the end of its headers, and to the end of its body. */
  headersMs: 10_000,
  requestMs: 30_000,
  /** Proxies keep idle connections for a minute; the later end must be theirs. */
  keepAliveMs: 65_000,
  /** How often slow clients are looked for. */
  slowCheckMs: 1_000,
  headerBytesMax: 16_384,
  headersMax: 100,
  /** A little more than the contract's 1 MB, which answers 413 itself. */
  bodyBytesMax: 1_000_001,
  connectionsMax: 10_000,
  /** From the first signal: for answers and what goes on behind them, then for the store. */
  drainMs: 8_000,
  closeMs: 1_500,
  /** Answers below this are sent as they are. */
  compressBytesMin: 1_024,
  /** Compressed answers that are kept, by their entity tags. */
  compressedKeptBytesMax: 32 * 1024 * 1024,
  mailKeptMs: 7 * 86_400_000,
} as const
