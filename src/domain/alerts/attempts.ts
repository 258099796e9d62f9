import { dayMs, hourMs, minuteMs } from '../values/index.ts'

/** A try to bring a message that has to be repeated. */
export type FailedTry = { readonly atMs: number; readonly afterS: number }

/** After so long a message is given up. */
export const givenUpAfterMs = dayMs
const longestMs = hourMs

/** When the next try is due after `tries` in a row (oldest first): a minute, two, four, up to an hour, or as asked. */
export function nextTryMs(tries: readonly FailedTry[]): number {
  const last = tries.at(-1)
  if (last === undefined) return 0
  const backOffMs = Math.min(minuteMs * 2 ** (tries.length - 1), longestMs)
  return last.atMs + Math.max(backOffMs, last.afterS * 1000)
}
