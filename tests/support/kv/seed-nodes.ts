import type { LiveFigures } from '../../../src/domain/presence/live-figures.ts'
import { historyDays, zoneDayOf } from '../../../src/domain/values/time.ts'
import { liveKey } from '../../../src/store/kv/fact-keys.ts'
import { configKey, makeId, nameIndexKey, nodeKey, userKey } from '../../../src/store/kv/keys.ts'
import type { NodeRecord } from '../../../src/store/nodes/node-record.ts'
import { nodeConfig } from './context.ts'
import { seededBytes, seededRandom } from './random.ts'
import type { SimKv } from './sim-kv.ts'

const places = ['北京', '上海', '广州', '香港', '东京', '洛杉矶', '法兰克福', '新加坡']
const tags = ['电信', '联通', '移动', '三网BGP', 'IPv6', '双栈']

/** Writes `count` nodes that have been reporting for months straight into the store, with lifelike figures. */
export function seedNodes(world: SimKv, count: number, seed = 1): number[] {
  const random = seededRandom(seed)
  const bytes = seededBytes(random)
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const ids: number[] = []
  for (let index = 0; index < count; index += 1) {
    const createdMs = Math.floor(world.nowMs - (30 + random() * 300) * 86_400_000)
    const id = makeId(createdMs, bytes)
    const email = `user${Math.floor(index / 3)}@example.com`
    const domestic = random() < 0.6
    const node: NodeRecord = {
      ...nodeConfig({
        node_name: `${pick(places)}-${index}`,
        region_type: domestic ? 'domestic' : 'overseas',
        region_detail: pick(places),
        connections: [
          { type: 'TCP', ip: `203.0.${index % 256}.${(index >> 8) % 256}`, port: 11010 },
          { type: 'WSS', ip: `n${index}.example.com`, port: 443 },
        ],
        max_traffic: random() < 0.5 ? 1000 : 0,
        tags: `${pick(tags)},${pick(tags)}`,
        allow_relay: random() < 0.5 ? 1 : 0,
      }),
      v: 1,
      id,
      user: userKey(email),
      ownerEmail: email,
      createdMs,
      revision: createdMs,
      tierMs: 0,
      token: { hash: 'h'.repeat(64), prefix: 'etr_8f3a', createdMs },
      previousToken: null,
      network_name: null,
      network_secret: null,
      off: [],
    }
    ids.push(id)
    world.write(nodeKey(id), JSON.stringify(node), 0)
    world.write(nameIndexKey(node.user, node.node_name, id, createdMs), '1', 0)
    world.write(configKey(id, node.revision), '1', 0)
    world.write(liveKey(id, lifelike(world, node, random), '0000'), '1', 0)
  }
  return ids
}

function lifelike(world: SimKv, node: NodeRecord, random: () => number): LiveFigures {
  const timeMs = Math.floor(world.nowMs - random() * 250_000)
  const first = zoneDayOf(node.createdMs)
  const today = zoneDayOf(timeMs)
  let days = ''
  for (let day = today - historyDays + 1; day <= today; day += 1) {
    const down = random() < 0.98 ? 0 : Math.ceil(random() * 6)
    days += day < first ? '__' : down.toString(36).padStart(2, '0')
  }
  const bandwidth = Math.round(random() * 90_000) / 1000
  const connections = Math.floor(random() * 60)
  return {
    timeMs,
    online: random() < 0.95,
    bandwidth,
    connections,
    tier: null,
    latencyMs: Math.round(random() * 2000) / 10,
    uptimeS: Math.floor(random() * 1e7),
    version: random() < 0.5 ? '2.4.5' : '2.6.4',
    gapsS: [300, 300, 301, 300],
    firstMs: node.createdMs + 60_000,
    sinceMs: Math.floor(timeMs - random() * 20 * 86_400_000),
    usedBytes: Math.floor(random() * 9e11),
    periodStartMs:
      Math.floor(node.createdMs / 86_400_000 + 0) * 86_400_000 +
      Math.floor((world.nowMs - node.createdMs) / (30 * 86_400_000)) * 30 * 86_400_000,
    window: Array.from({ length: 18 }, () => ({ state: 'up' as const, bandwidth, connections })),
    days,
  }
}
