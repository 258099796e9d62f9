import * as v from 'valibot'
import { protocols, regions } from './vocabulary.ts'

/** Hours that a snapshot is good for. */
export const snapshotHours = 24

/** The list to take along. `payload` is JSON of `SnapshotPayload`; its UTF-8 bytes are what is signed. */
export const SnapshotAnswer = v.object({
  payload: v.string(),
  /** Ed25519 of the payload as base64url. */
  signature: v.string(),
  public_key: v.string(),
})

/** What `payload` holds. */
export const SnapshotPayload = v.object({
  v: v.literal(1),
  site: v.string(),
  site_name: v.string(),
  generated_at: v.string(),
  valid_until: v.string(),
  nodes: v.array(
    v.object({
      id: v.number(),
      node_name: v.string(),
      region_type: v.picklist(regions),
      region_detail: v.string(),
      tags: v.string(),
      allow_relay: v.picklist([0, 1]),
      protocols: v.array(v.picklist(protocols)),
      max_connections: v.number(),
      connection_count: v.number(),
      latency_ms: v.number(),
      verified: v.boolean(),
      /** Where a core is told an address while the site is there. */
      url: v.string(),
      /** Raw addresses, when the owner publishes them. */
      addresses: v.array(v.string()),
    }),
  ),
})
export type SnapshotContent = v.InferOutput<typeof SnapshotPayload>

/** How to check a snapshot; also at `/.well-known/easytier-nodes.json`. */
export const SnapshotKeyAnswer = v.object({
  v: v.literal(1),
  algorithm: v.literal('Ed25519'),
  /** base64url. */
  public_key: v.string(),
  snapshot: v.string(),
})
