import type { NodeState } from '../../contract/node.ts'
import type { Language } from './language.ts'

/** How a state looks on a badge and reads in the feed. */
export type Look = { readonly [Word in Language]: string } & { readonly colour: string }

export const stateLooks = {
  online: { zh: '在线', en: 'Online', colour: '#08695A' },
  full: { zh: '满载', en: 'Full', colour: '#835000' },
  quota_low: { zh: '流量将尽', en: 'Quota nearly used', colour: '#835000' },
  quota_used: { zh: '流量用尽', en: 'Quota used up', colour: '#835000' },
  offline: { zh: '离线', en: 'Offline', colour: '#A52318' },
  unreachable: { zh: '无法连接', en: 'Unreachable', colour: '#A52318' },
  waiting: { zh: '等待首次上报', en: 'Awaiting first report', colour: '#5D6775' },
  drained: { zh: '已暂停', en: 'Paused', colour: '#5D6775' },
  expired: { zh: '已过期', en: 'Expired', colour: '#5D6775' },
} as const satisfies Record<NodeState, Look>

/** Of a node that is not listed. */
export const unknownLook: Look = { zh: '未知', en: 'Unknown', colour: '#5D6775' }
