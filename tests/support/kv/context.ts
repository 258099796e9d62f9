import { createMemory, type StoreContext, type StoreMemory } from '../../../src/store/context/context.ts'
import type { Margins } from '../../../src/store/context/margins.ts'
import type { NodeConfig } from '../../../src/store/nodes/node-record.ts'
import { seededBytes, seededRandom } from './random.ts'
import { SimKv, type ClientOptions, type SimClient } from './sim-kv.ts'

export type SimContext = StoreContext & {
  readonly kv: SimClient
  /** Resolves when everything given to waitUntil has settled; throws the first failure. */
  readonly background: () => Promise<void>
}

/** A store context at a place: a fresh client, so that its counts are those of one request. */
export function simContext(
  world: SimKv,
  options: ClientOptions & {
    place?: number
    memory?: StoreMemory
    random?: () => number
    margins?: Margins
  } = {},
): SimContext {
  const place = options.place ?? 0
  const waiting: Promise<unknown>[] = []
  return {
    kv: world.at(place, options),
    clock: world.clockAt(place),
    random: seededBytes(options.random ?? defaultRandom),
    memory: options.memory ?? createMemory(),
    ...(options.margins === undefined ? {} : { margins: options.margins }),
    waitUntil: (work) => {
      waiting.push(work)
      // A failure is thrown by background(), even when that is called after it happened.
      void Promise.allSettled([work])
    },
    background: async () => {
      await Promise.all(waiting.splice(0))
    },
  }
}

const defaultRandom = seededRandom(1)

/** A node's config with the API's defaults. */
export function nodeConfig(change: Partial<NodeConfig> = {}): NodeConfig {
  return {
    node_name: 'node',
    region_type: 'domestic',
    region_detail: '',
    connections: [{ type: 'TCP', ip: '1.2.3.4', port: 11010 }],
    tier_bandwidth: 100,
    max_bandwidth: 1000,
    max_traffic: 0,
    reset_cycle: 30,
    reset_day: 0,
    max_connections: 100,
    tags: '',
    notes: '',
    validUntilMs: Date.UTC(2099, 0, 1),
    allow_relay: 0,
    address_public: 0,
    is_enabled: 1,
    correction_traffic: 0,
    correctionMs: 0,
    ...change,
  }
}
