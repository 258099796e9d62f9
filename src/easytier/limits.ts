/** Every bound of the protocol layer. Bytes, milliseconds and counts as the names say. */
export type Limits = {
  readonly frameBytesMax: number
  readonly probeBytesMax: number
  readonly piecesMax: number
  readonly mergesMax: number
  readonly routeEntriesMax: number
  readonly repliesMax: number
  readonly noiseMessageBytesMax: number
  readonly versionCharsMax: number
  readonly handshakeMs: number
  readonly admissionMs: number
  readonly syncMs: number
  readonly foreignSyncMs: number
  readonly syncRepeatMs: number
  readonly syncRepeatsMax: number
  readonly pingsMax: number
  readonly pingRepeatMs: number
  readonly pingsSentMax: number
}

/**
 * Protocol, sections 1.4, 3.4, 6.4 and 9. `foreignSyncMs` keeps a foreign name occupied 2 s at most (section 8).
 * `pingRepeatMs` and `pingsSentMax` count over UDP alone, where a ping may be lost.
 * `piecesMax`: nodes split at 1,300 bytes, so a busy node's routes need hundreds; `probeBytesMax` bounds the memory.
 */
export const defaultLimits: Limits = {
  frameBytesMax: 65_536,
  probeBytesMax: 4 * 1024 * 1024,
  piecesMax: 1024,
  mergesMax: 8,
  routeEntriesMax: 4096,
  repliesMax: 64,
  noiseMessageBytesMax: 4096,
  versionCharsMax: 64,
  handshakeMs: 5000,
  admissionMs: 2500,
  syncMs: 3000,
  foreignSyncMs: 2000,
  syncRepeatMs: 1000,
  syncRepeatsMax: 3,
  pingsMax: 3,
  pingRepeatMs: 500,
  pingsSentMax: 5,
}
