/** Bounds of what goes out. */
export const limits = {
  /** A service has so long to take a message and to answer. */
  answerMs: 10_000,
  /** As much of an answer is read; a verdict needs a few hundred bytes. */
  answerBytesMax: 65_536,
} as const
