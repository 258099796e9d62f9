import * as v from 'valibot'
import { multilineText, rawText } from './fields.ts'
import { complaintReasons, listingStates } from './vocabulary.ts'

export const ComplaintBody = v.object({
  reason: v.picklist(complaintReasons, `reason 须为 ${complaintReasons.join('、')} 之一`),
  text: v.optional(multilineText('text', 500)),
  /** Solution of a challenge; asked of who has written, registered or asked for a reset twice within a day. */
  altcha: v.optional(rawText('altcha', 2000)),
})

/** What an admin does with a node of the queue. */
export const verdicts = ['approve', 'refuse', 'hide', 'show', 'dismiss'] as const
export const VerdictBody = v.object({
  verdict: v.picklist(verdicts, `verdict 须为 ${verdicts.join('、')} 之一`),
  /** Told to the owner by mail. */
  reason: v.optional(multilineText('reason', 500)),
})

const Complaint = v.object({ at: v.string(), reason: v.picklist(complaintReasons), text: v.string() })
const QueueEntry = v.object({
  id: v.number(),
  node_name: v.string(),
  owner_email: v.string(),
  created_at: v.string(),
  listing: v.picklist(listingStates),
  /** The newest ones. */
  complaints: v.array(Complaint),
  complaints_total: v.number(),
})
export type QueueEntry = v.InferOutput<typeof QueueEntry>
/** Nodes that wait for an admin, those complained of first; `total` of all, of which at most 200 are told. */
export const QueueAnswer = v.object({ entries: v.array(QueueEntry), total: v.number() })
/** `mailed`: the owner was told. */
export const VerdictAnswer = v.object({ message: v.string(), mailed: v.boolean() })
