import type * as v from 'valibot'
import { loadSiteKey } from '../../auth/site-key.ts'
import { connectionUrl } from '../../contract/connection-url.ts'
import {
  snapshotHours,
  type SnapshotAnswer,
  type SnapshotContent,
  type SnapshotKeyAnswer,
} from '../../contract/snapshot.ts'
import { hash53, hourMs, isoTime, minuteMs } from '../../domain/values/index.ts'
import {
  figuresOfRow,
  nameOf,
  offeredOf,
  offeredRows,
  type CandidateRow,
} from '../../store/placement/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import { rememberText } from '../../store/views/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { siteOrigin } from '../context/origin.ts'
import { nodeUrl } from '../launchers/index.ts'
import { siteSettings } from '../system/site-settings.ts'

type Signed = v.InferOutput<typeof SnapshotAnswer>

/** A snapshot is dated by steps of this, so that everybody is given the same one. */
const stepMs = 5 * minuteMs

/**
 * The nodes that are handed out, signed, good for 24 hours. Raw addresses only where owners publish them. Made and signed
 * at most once in five minutes an isolate, as long as the list stays the same. Throws view_rebuilding, jwt_secret_unset.
 */
export async function readSnapshot(
  ctx: ServiceContext,
): Promise<{ readonly etag: string; readonly body: () => Promise<string> }> {
  const secrets = requireSecrets(ctx)
  const origin = (await siteOrigin(ctx)) || ctx.origin
  const content = await contentOf(ctx, origin)
  const payload = JSON.stringify(content)
  const etag = `W/"${hash53(payload).toString(36)}"`
  const make = async (): Promise<string> => {
    const key = await loadSiteKey(secrets)
    const signature = await key.sign(payload)
    const signed: Signed = { payload, signature, public_key: key.publicKey }
    return JSON.stringify(signed)
  }
  return { etag, body: () => rememberText(ctx, `snapshot ${etag}`, make) }
}

async function contentOf(ctx: ServiceContext, origin: string): Promise<SnapshotContent> {
  const generatedMs = Math.floor(ctx.clock() / stepMs) * stepMs
  const rows = await offeredRows(ctx)
  return {
    v: 1,
    site: origin,
    site_name: siteSettings(await loadSettings(ctx)).site_name,
    generated_at: isoTime(generatedMs),
    valid_until: isoTime(generatedMs + snapshotHours * hourMs),
    nodes: rows.map((row) => nodeOf(row, origin)).sort((one, other) => one.id - other.id),
  }
}

function nodeOf(row: CandidateRow, origin: string): SnapshotContent['nodes'][number] {
  const { region_detail, tags, isAddressPublic } = figuresOfRow(row)
  const offered = offeredOf(row)
  return {
    id: row.id,
    node_name: nameOf(row),
    region_type: row.region,
    region_detail,
    tags,
    allow_relay: row.relay ? 1 : 0,
    protocols: [...new Set(offered.map(({ type }) => type))],
    max_connections: row.connectionsMax,
    connection_count: row.connections,
    latency_ms: row.latencyMs,
    verified: row.isProven,
    url: nodeUrl(origin, row.id),
    addresses: isAddressPublic ? offered.map(connectionUrl) : [],
  }
}

/** How to check it. Throws jwt_secret_unset. */
export async function snapshotKey(ctx: ServiceContext): Promise<v.InferOutput<typeof SnapshotKeyAnswer>> {
  const key = await loadSiteKey(requireSecrets(ctx))
  const origin = (await siteOrigin(ctx)) || ctx.origin
  return { v: 1, algorithm: 'Ed25519', public_key: key.publicKey, snapshot: `${origin}/api/snapshot` }
}
