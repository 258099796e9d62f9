import type { SiteContext } from '../context/context.ts'
import { askedBefore, type Asker } from '../../domain/placement/index.ts'

const memberCharsMax = 64

/** Who asks `/peer`, as far as it says so. */
export type AskerWords = {
  /** Name of its network, or whatever else its members have in common. */
  readonly key: string | undefined
  /** Tells apart two machines of one network behind one address. */
  readonly member: string
  /** It only looks: nothing about it is remembered. */
  readonly peek: boolean
}

/** One that asks `/peer`, and what this isolate knows of it. */
export type PeerAsker = {
  /** '' when it is not to be remembered. */
  readonly name: string
  readonly key: string | undefined
  /** What was answered to it just before, when it is asking again. */
  readonly before: Asker | undefined
  /** Where it was sent last, however long ago, when it has a key. */
  readonly own: readonly number[]
}

/**
 * Who is asking: an address with a key and a member name. Two machines behind one address, started together, would
 * otherwise be taken for one that asks again.
 */
export function recogniseAsker(
  { clientIp, clock, memory }: SiteContext,
  { key, member, peek }: AskerWords,
): PeerAsker {
  const isNamed = clientIp !== '' && !peek
  const name = isNamed ? `${clientIp}\n${key ?? ''}\n${member.slice(0, memberCharsMax)}` : ''
  return {
    name,
    key,
    before: askedBefore(memory.askers, name, clock()),
    own: key === undefined ? [] : (memory.askers.get(name)?.last ?? []),
  }
}
