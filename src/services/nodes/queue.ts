import type * as v from 'valibot'
import { ServiceError } from '../../contract/errors.ts'
import type { QueueEntry, VerdictBody, verdicts } from '../../contract/listing.ts'
import { requireFullAdmin } from '../auth/second-factor.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireAdmin } from '../context/require.ts'
import { resolveMail, sendMail } from '../mail/send.ts'
import { verdictMail } from '../mail/texts.ts'
import { mailScene } from '../mail/scene.ts'
import { listingState } from '../../domain/placement/index.ts'
import { isoTime } from '../../domain/values/index.ts'
import {
  getNode,
  keepVerdict,
  listComplaints,
  markNode,
  marksOf,
  readComplaintTexts,
  removeComplaints,
  removeVerdict,
  type Complaint,
  type Mark,
  type NodeRecord,
} from '../../store/nodes/index.ts'
import { loadPolicy } from '../../store/system/index.ts'
import { listAllNodes } from '../../store/views/index.ts'

const entriesMax = 200
/** Complaints of one node that are told, and of the whole queue: each is a read. */
const shownMax = 5
const textsMax = 200

type Queue = { entries: QueueEntry[]; total: number }

/**
 * Nodes that wait for an admin: those complained of, those that wait to be approved, and those that were refused or
 * hidden. Throws ServiceError admin_required.
 */
export async function listingQueue(ctx: ServiceContext): Promise<Queue> {
  requireAdmin(ctx)
  const [nodes, complaints, policy] = await Promise.all([
    listAllNodes(ctx),
    listComplaints(ctx),
    loadPolicy(ctx),
  ])
  const byNode = new Map<number, Complaint[]>()
  for (const one of complaints) byNode.set(one.id, [...(byNode.get(one.id) ?? []), one])
  const waiting = nodes.flatMap(({ node }) => {
    const listing = listingState(marksOf(node), policy.listing)
    const said = byNode.get(node.id) ?? []
    const isQueued =
      said.length > 0 || listing === 'unapproved' || listing === 'refused' || listing === 'hidden'
    return isQueued ? [{ node, listing, said }] : []
  })
  const order = { unapproved: 0, listed: 1, unchecked: 1, refused: 2, hidden: 2 } as const
  const first = waiting.sort(
    (one, other) => other.said.length - one.said.length || order[one.listing] - order[other.listing],
  )
  const shown = first.slice(0, entriesMax).map((entry) => ({ ...entry, newest: entry.said.slice(-shownMax) }))
  const told = shown.flatMap(({ newest }) => newest).slice(0, textsMax)
  const texts = new Map((await readComplaintTexts(ctx, told)).map((text, at) => [told[at]?.key, text]))
  return {
    entries: shown.map(({ node, listing, said, newest }) => ({
      id: node.id,
      node_name: node.node_name,
      owner_email: node.ownerEmail,
      created_at: isoTime(node.createdMs),
      listing,
      complaints: newest.map((one) => describe(one, texts.get(one.key) ?? '')),
      complaints_total: said.length,
    })),
    total: waiting.length,
  }
}

function describe({ ms, reason }: Complaint, text: string): QueueEntry['complaints'][number] {
  return { at: isoTime(ms), reason, text }
}

const markOf = {
  approve: 'approved',
  refuse: 'refused',
  hide: 'hidden',
  show: 'shown',
  dismiss: undefined,
} as const satisfies Record<(typeof verdicts)[number], Mark | undefined>

/**
 * An admin's word on a node; what was complained of it is settled by any of them. The owner is mailed a reason, and finds
 * it with the node for as long as it is off the lists. Throws
 * ServiceError admin_required, totp_enrolment_required, node_not_found.
 */
export async function judgeNode(
  ctx: ServiceContext,
  input: v.InferOutput<typeof VerdictBody> & { readonly id: number },
): Promise<{ message: string; mailed: boolean }> {
  await requireFullAdmin(ctx)
  const node = await getNode(ctx, input.id)
  if (node === undefined) throw new ServiceError('node_not_found')
  const mark = markOf[input.verdict]
  // The words before the mark: who finds the node off the lists finds them.
  if (input.verdict === 'refuse' || input.verdict === 'hide') {
    await keepVerdict(ctx, node.id, input.reason ?? '')
  }
  if (mark !== undefined) await markNode(ctx, node.id, mark)
  if (input.verdict === 'approve' || input.verdict === 'show') await removeVerdict(ctx, node.id)
  // Whoever approves a node wants it seen.
  if (input.verdict === 'approve' && marksOf(node).isHidden) await markNode(ctx, node.id, 'shown')
  await removeComplaints(ctx, await listComplaints(ctx, node.id))
  audit(ctx, 'node_judged', { what: `${input.verdict} ${node.node_name}`, whose: node.user })
  return { message: '已处理', mailed: await tellOwner(ctx, node, input) }
}

async function tellOwner(
  ctx: ServiceContext,
  { ownerEmail, node_name }: NodeRecord,
  { verdict, reason = '' }: v.InferOutput<typeof VerdictBody>,
): Promise<boolean> {
  if (verdict !== 'refuse' && (verdict !== 'hide' || reason === '')) return false
  const port = await resolveMail(ctx)
  if (port.source === 'none') return false
  const mail = verdictMail(ownerEmail, await mailScene(ctx), node_name, verdict, reason)
  return (await sendMail(ctx, port, mail, 'notice')) === 'sent'
}
