import type { PublicNodeAnswer } from '../../../contract/public.ts'

/** What the server tells of one node. */
export type NodeAnswer = PublicNodeAnswer

export type NodeDetail = PublicNodeAnswer['node']
