import { complaintReasons, type ComplaintReason } from '../../contract/vocabulary.ts'
import { idInKey, idKey, timeKey } from '../kv/keys.ts'
import { listAll, mapBounded, parseRecord } from '../kv/port.ts'
import { randomHex, type StoreContext } from '../context/context.ts'
import { dayMs, decode36 } from '../../domain/values/index.ts'

export const complaintsPrefix = 'q_'
/** A complaint that no admin has looked at goes after this. */
const keptMs = 90 * dayMs
const pagesMax = 8
const getsAtOnce = 8
const deletesMax = 64

/** What a visitor has said of a node. */
export type Complaint = {
  readonly key: string
  readonly id: number
  readonly ms: number
  readonly reason: ComplaintReason
}

type Text = { readonly v: 1; readonly text: string }

/** `q_<id>_<time>_<reason><4 hex>`: a complaint about a node; its value holds the visitor's words. */
function complaintKey(id: number, ms: number, reason: ComplaintReason, tag: string): string {
  return `${complaintsPrefix}${idKey(id)}_${timeKey(ms)}_${complaintReasons.indexOf(reason)}${tag}`
}

/** Reads a complaint's key. */
export function parseComplaint(key: string): Complaint | undefined {
  const [, time = '', digit = ''] = /^q_[0-9a-z]{12}_([0-9a-z]{8})_([0-9])[0-9a-f]{4}$/.exec(key) ?? []
  const id = idInKey(key, complaintsPrefix.length)
  const ms = decode36(time)
  const reason = complaintReasons[Number(digit)]
  if (id === undefined || ms === undefined || reason === undefined) return undefined
  return { key, id, ms, reason }
}

/** Keeps what a visitor says of a node. One put. */
export async function addComplaint(
  ctx: StoreContext,
  id: number,
  reason: ComplaintReason,
  text: string,
): Promise<void> {
  const key = complaintKey(id, ctx.clock(), reason, randomHex(ctx.random, 2))
  await ctx.kv.put(key, JSON.stringify({ v: 1, text } satisfies Text))
}

/** The complaints about one node, or all of them, oldest first within a node. A few lists. */
export async function listComplaints(ctx: StoreContext, id?: number): Promise<readonly Complaint[]> {
  const prefix = id === undefined ? complaintsPrefix : `${complaintsPrefix}${idKey(id)}_`
  const { keys } = await listAll(ctx.kv, prefix, pagesMax)
  return keys.flatMap((key) => parseComplaint(key) ?? [])
}

/** The words of complaints, in their order; '' where they are gone. One get each. */
export async function readComplaintTexts(
  ctx: StoreContext,
  complaints: readonly Complaint[],
): Promise<readonly string[]> {
  return mapBounded(
    complaints,
    getsAtOnce,
    async ({ key }) => parseRecord<Text>(await ctx.kv.get(key))?.text ?? '',
  )
}

/** Removes complaints that an admin has settled, at most 64. */
export async function removeComplaints(ctx: StoreContext, complaints: readonly Complaint[]): Promise<void> {
  await mapBounded(complaints.slice(0, deletesMax), getsAtOnce, ({ key }) => ctx.kv.delete(key))
}

/** Removes complaints that are 90 days old, at most 64. */
export async function sweepComplaints(ctx: StoreContext): Promise<void> {
  const oldMs = ctx.clock() - keptMs
  await removeComplaints(
    ctx,
    (await listComplaints(ctx)).filter(({ ms }) => ms < oldMs),
  )
}
