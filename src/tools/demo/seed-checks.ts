import { connectionUrl } from '../../contract/connection-url.ts'
import { minuteMs } from '../../contract/time.ts'
import { addressTag, sitePlace } from '../../domain/evidence/index.ts'
import { addResults, type NewResult } from '../../store/evidence/index.ts'
import { addPlace } from '../../store/places/index.ts'
import { figuresAt } from './figures.ts'
import type { SampleNode } from './sample-node.ts'
import type { SeedWorld } from './seed-context.ts'

const roundMs = 10 * minuteMs
const rounds = 6
/** A second place, whose key nobody has. */
const elsewhere = { id: 'odemo1', name: '法兰克福', farMs: 160 } as const
/** Nodes that were silent for longer have their cores stopped, too. */
const stoppedFromMinutes = 60

/** A node with the first of its addresses. */
export type CheckedSample = {
  readonly id: number
  readonly seed: number
  readonly sample: SampleNode
  readonly address: { readonly type: string; readonly ip: string; readonly port: number }
}

/** Checks of the last hour: what is up is joined with the latency of its sample, one stands behind a firewall. */
export async function seedChecks(
  world: SeedWorld,
  nodes: readonly CheckedSample[],
  nowMs: number,
): Promise<void> {
  const checked = nodes.filter(
    ({ sample }) => sample.joined || (sample.silentMinutes < stoppedFromMinutes && !sample.drained),
  )
  const { id, name, farMs } = elsewhere
  await world.at(nowMs - 90 * roundMs, undefined, (ctx) =>
    addPlace(ctx, { v: 1, id, name, trusted: 0, hash: '0'.repeat(64), createdMs: ctx.clock() }),
  )
  for (let round = rounds; round >= 0; round -= 1) {
    const atMs = nowMs - round * roundMs - minuteMs
    const results = checked.map((node) => resultOf(node, nowMs, atMs))
    await world.at(atMs, undefined, (ctx) => addResults(ctx, sitePlace, results))
    const far = results.map((result) =>
      result.latencyMs < 0 ? result : { ...result, latencyMs: result.latencyMs + farMs },
    )
    await world.at(atMs, undefined, (ctx) => addResults(ctx, id, far))
  }
}

function resultOf({ id, seed, sample, address }: CheckedSample, nowMs: number, atMs: number): NewResult {
  const figures = figuresAt(sample, seed, nowMs, atMs)
  const isClosed = sample.firewalled && atMs > nowMs - 2.5 * roundMs
  return {
    node: id,
    address: addressTag(connectionUrl(address)),
    ms: atMs,
    code: isClosed ? 'connect_timeout' : 'ok',
    latencyMs: isClosed ? -1 : sample.latency,
    peers: isClosed ? 0 : figures.connections,
    version: isClosed ? '' : sample.version,
    avoidsRelay: undefined,
  }
}
