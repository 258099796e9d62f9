import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { NodeRecord } from '../../src/store/nodes/node-record.ts'
import { readSecret } from '../../src/store/nodes/node-facts.ts'
import { markNode, marksOf } from '../../src/store/nodes/listing-marks.ts'
import { keepVerdict, readVerdict, removeVerdict } from '../../src/store/nodes/verdicts.ts'
import { createNode, getNode, replaceToken, updateNode } from '../../src/store/nodes/nodes.ts'
import { userKey } from '../../src/store/kv/keys.ts'
import { listAllNodes } from '../../src/store/views/all-nodes.ts'
import { nodeConfig, simContext, type SimContext } from '../support/kv/context.ts'
import { seededRandom } from '../support/kv/random.ts'
import { SimFaultError, SimKv, type SimFault } from '../support/kv/sim-kv.ts'

const runs = Number(process.env['MODEL_RUNS'] ?? 300)
const places = 3
const skewsMs = [0, 5000, -5000]
const apartMs = 10_000
const email = 'user@example.com'

type Kind = 'token' | 'name' | 'secret' | 'drain' | 'approval' | 'hiding' | 'notes'
type Step = {
  readonly kind: Kind
  readonly place: number
  readonly value: number
  readonly waitMs: number
  readonly fault: readonly [at: number, what: SimFault] | null
}
/** A write of one kind: when it began, what it wrote, whether its answer came. */
type Written = { readonly atMs: number; readonly value: string; readonly isSure: boolean }

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Kind>('token', 'name', 'secret', 'drain', 'approval', 'hiding', 'notes'),
  place: fc.nat(places - 1),
  value: fc.nat(1000),
  waitMs: fc.oneof(fc.nat(5000), fc.nat(90_000), fc.nat(1_000_000)),
  fault: fc.option(fc.tuple(fc.nat(8), fc.constantFrom<SimFault>('lost_before', 'lost_after')), { freq: 6 }),
})

function hashOf(value: number): string {
  return value.toString(16).padStart(64, '0')
}

async function perform(ctx: SimContext, node: NodeRecord, { kind, value }: Step): Promise<string> {
  switch (kind) {
    case 'token':
      await replaceToken(ctx, node, (createdMs) => ({ hash: hashOf(value), prefix: 'etr_abcd', createdMs }))
      return hashOf(value)
    case 'name':
    case 'secret': {
      const sealed = value % 3 === 0 ? null : `sealed ${value}`
      await updateNode(ctx, node, { [kind === 'name' ? 'network_name' : 'network_secret']: sealed })
      return String(sealed)
    }
    case 'drain': {
      const is_enabled = value % 2 === 0 ? 1 : 0
      await updateNode(ctx, node, { is_enabled })
      return String(is_enabled)
    }
    case 'approval': {
      // As an admin's verdict writes it: the words before the mark, and none where nothing stands against the node.
      if (value % 2 === 0) {
        await markNode(ctx, node.id, 'approved')
        await removeVerdict(ctx, node.id)
        return 'true '
      }
      await keepVerdict(ctx, node.id, `reason ${value}`)
      await markNode(ctx, node.id, 'refused')
      return `false reason ${value}`
    }
    case 'hiding': {
      const mark = value % 2 === 0 ? 'hidden' : 'shown'
      await markNode(ctx, node.id, mark)
      return String(mark === 'hidden')
    }
    case 'notes':
      await updateNode(ctx, node, { notes: String(value) })
      return String(value)
  }
}

async function valueOf(ctx: SimContext, node: NodeRecord, kind: Kind): Promise<string> {
  if (kind === 'token') return node.token.hash
  if (kind === 'drain') return String(node.is_enabled)
  if (kind === 'notes') return node.notes
  if (kind === 'approval')
    return `${marksOf(node).isApproved} ${(await readVerdict(ctx, node.id))?.reason ?? ''}`
  if (kind === 'hiding') return String(marksOf(node).isHidden)
  return String(await readSecret(ctx, node, kind === 'name' ? 'network_name' : 'network_secret'))
}

it("no history of edits undoes a token, a credential, a drain, or an admin's word and its reason, of another place", async () => {
  let settled = 0
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { minLength: 1, maxLength: 25 }), async (seed, steps) => {
      const random = seededRandom(seed)
      const world = new SimKv({ places, skewsMs, random, delayMs: (draw) => draw() * 60_000 })
      const made = await createNode(simContext(world), {
        user: userKey(email),
        ownerEmail: email,
        config: nodeConfig(),
        nodesMax: 1,
        makeToken: () => ({ hash: hashOf(0xffff), prefix: 'etr_abcd', createdMs: world.nowMs }),
      })
      if (!made.ok) throw new Error(made.reason)
      world.settle()
      const writes = new Map<Kind, Written[]>()
      for (const one of steps) {
        world.nowMs += one.waitMs
        const [at, what] = one.fault ?? [-1, 'ok' as const]
        const fault = (_op: unknown, index: number): SimFault => (index === at ? what : 'ok')
        const ctx = simContext(world, { place: one.place, random, fault })
        const atMs = world.nowMs
        const note = (value: string, isSure: boolean): void => {
          writes.set(one.kind, [...(writes.get(one.kind) ?? []), { atMs, value, isSure }])
        }
        try {
          const node = await getNode(ctx, made.node.id)
          if (node === undefined) continue
          // A node that is drained already takes no second word of it.
          const before = await valueOf(simContext(world, { place: one.place }), node, one.kind)
          const value = await perform(ctx, node, one)
          if (one.kind !== 'drain' || before !== value) note(value, true)
          await ctx.background()
        } catch (error) {
          if (!(error instanceof SimFaultError)) throw error
          note('', false)
        }
      }
      world.settle()
      world.settle()
      const lists: string[] = []
      for (let place = 0; place < places; place += 1) {
        const ctx = simContext(world, { place })
        const node = await getNode(ctx, made.node.id)
        if (node === undefined) throw new Error('the node is gone')
        for (const [kind, all] of writes) {
          // The config is one record, whose last writer wins as a whole.
          if (kind === 'notes') continue
          const last = all.at(-1)
          const before = all.at(-2)?.atMs ?? 0
          if (last === undefined || !last.isSure || last.atMs - before <= apartMs) continue
          expect(await valueOf(ctx, node, kind), kind).toBe(last.value)
          settled += 1
        }
        lists.push(JSON.stringify([node.token, node.is_enabled, node.off, node.network_name !== null]))
      }
      expect(new Set(lists).size).toBe(1)
      if (writes.get('drain')?.every(({ isSure }) => isSure) !== false) {
        const [listed] = await listAllNodes(simContext(world))
        const node = await getNode(simContext(world), made.node.id)
        expect(listed?.node.is_enabled).toBe(node?.is_enabled)
        expect(listed?.node.token.prefix).toBe(node?.token.prefix)
      }
    }),
    { numRuns: runs },
  )
  expect(settled).toBeGreaterThan(runs)
})
