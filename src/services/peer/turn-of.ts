import type { SiteContext } from '../context/context.ts'
import { askedBefore, atStep, noteTurn } from '../../domain/placement/index.ts'

/** Which of `count` addresses of one thing comes first for a caller: the next one each time that it asks again. */
export function turnOf({ clientIp, clock, memory }: SiteContext, thing: string, count: number): number {
  const nowMs = clock()
  const name = clientIp === '' ? '' : `${clientIp}\n\n\n${thing}`
  const before = askedBefore(memory.askers, name, nowMs)
  noteTurn(memory.askers, name, before, { last: [], counted: false, returned: false }, nowMs)
  return atStep(before === undefined ? 0 : before.turn + 1, count)
}
