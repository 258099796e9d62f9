import { createHash, timingSafeEqual } from 'node:crypto'

/** Variables of a checker, as the platform or the process has them. */
export type CheckerVariables = Readonly<Record<string, string | undefined>>

/** The key that `/probe/*` asks for: `API_KEY`, else the one that the edge sends; undefined: open to everybody. */
export function checkerKey(variables: CheckerVariables): string | undefined {
  return variables['API_KEY'] || variables['EDGEONE_CHECK_API_KEY'] || undefined
}

/** `CHECK_ALLOW_PRIVATE=1`: private networks may be dialled. */
export function isLifted(variables: CheckerVariables): boolean {
  return variables['CHECK_ALLOW_PRIVATE'] === '1'
}

/**
 * Why a checker with these variables must not run, in one line for its operator; undefined where it may. A server
 * asks at its start, the functions before every answer.
 */
export function checkerFault(variables: CheckerVariables): string | undefined {
  if (!isLifted(variables) || checkerKey(variables) !== undefined) return undefined
  return 'CHECK_ALLOW_PRIVATE=1 without API_KEY (or EDGEONE_CHECK_API_KEY): anybody could map the private network through this checker. Set a key, or leave CHECK_ALLOW_PRIVATE out.'
}

/** Whether a caller shows the key, compared in constant time whatever the lengths; with no key set, everybody does. */
export function isKeyShown(variables: CheckerVariables, shown: string | null): boolean {
  const wanted = checkerKey(variables)
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return wanted === undefined || timingSafeEqual(digest(shown ?? ''), digest(wanted))
}
