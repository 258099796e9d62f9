/** EdgeOne's limits, as the shim enforces them. Sources: EdgeOne Pages documents "Edge functions", "KV storage", "Limits and quotas". */
export const edgeLimits = {
  /** Name of a KV entry. */
  keyPattern: /^[A-Za-z0-9_]{1,512}$/,
  /** Value of a KV entry on the free plan; 25 MB on others. */
  valueBytesMax: 1_000_000,
  listMax: 256,
  /** What `request.text()`, `json()` and `arrayBuffer()` read. */
  bodyBytesMax: 1_048_576,
  fetchesMax: 64,
  fetchesAtOnceMax: 8,
  consoleCallsMax: 20,
  pbkdf2IterationsMin: 1_000,
  /** Exclusive. */
  pbkdf2IterationsEnd: 100_000,
  /** Exclusive. */
  pbkdf2SaltBytesEnd: 64,
  aesGcmBytesMax: 1_048_576,
  headerNameBytesMax: 255,
  headerValueBytesMax: 4_095,
} as const
