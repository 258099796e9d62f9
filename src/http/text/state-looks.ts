import type { NodeState } from '../../contract/node.ts'
import type { Language } from './language.ts'

/** How a state looks on a badge and reads in the feed. */
export type Look = { readonly [Word in Language]: string } & { readonly colour: string }

/** Behind the words of a badge. */
export const colours = { good: '#08695A', warn: '#835000', bad: '#A52318', idle: '#5D6775' } as const

export const stateLooks = {
  online: { zh: '在线', en: 'Online', colour: colours.good },
  full: { zh: '满载', en: 'Full', colour: colours.warn },
  quota_low: { zh: '流量将尽', en: 'Quota nearly used', colour: colours.warn },
  quota_used: { zh: '流量用尽', en: 'Quota used up', colour: colours.warn },
  offline: { zh: '离线', en: 'Offline', colour: colours.bad },
  unreachable: { zh: '无法连接', en: 'Unreachable', colour: colours.bad },
  waiting: { zh: '等待首次上报', en: 'Awaiting first report', colour: colours.idle },
  drained: { zh: '已暂停', en: 'Paused', colour: colours.idle },
  expired: { zh: '已过期', en: 'Expired', colour: colours.idle },
} as const satisfies Record<NodeState, Look>

/** Of a node that is not listed. */
export const unknownLook: Look = { zh: '未知', en: 'Unknown', colour: colours.idle }
