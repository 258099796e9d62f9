import { describe, expect, it, test } from 'vitest'
import { listingState, noMarks } from '../../../../src/domain/placement/index.ts'
import { publicNode } from '../../../../src/services/lists/public-node.ts'
import { publicNodes } from '../../../../src/services/lists/public-nodes.ts'
import { complain } from '../../../../src/services/nodes/complain.ts'
import { judgeNode, listingQueue } from '../../../../src/services/nodes/queue.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import {
  addComplaint,
  listComplaints,
  parseComplaint,
  sweepComplaints,
} from '../../../../src/store/nodes/complaints.ts'
import { markNode } from '../../../../src/store/nodes/listing-marks.ts'
import { getNode } from '../../../../src/store/nodes/nodes.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { rowsWithDrained, someRows } from '../../../../src/store/placement/candidates.ts'
import type { SimKv } from '../../../support/kv/sim-kv.ts'
import {
  accountContext,
  addNode,
  addUser,
  asAdmin,
  codeOf,
  initializedWorld,
  signedIn,
} from '../../../support/accounts.ts'

const email = 'user@example.com'
const dayMs = 86_400_000
/** A view is built anew after this. */
const staleMs = 130_000

async function made(): Promise<{ world: SimKv; id: number }> {
  const world = await initializedWorld()
  await addUser(world, email)
  return { world, id: await addNode(world, email, 'one') }
}

async function listedIds(world: SimKv): Promise<readonly number[]> {
  world.nowMs += staleMs
  const { body } = await publicNodes(accountContext(world), { show_offline: true })
  const { nodes } = JSON.parse(await body()) as { nodes: { id: number }[] }
  return nodes.map((node) => node.id)
}

describe('how a node stands', () => {
  const passed = { ...noMarks, hasPassed: true }
  test.each([
    ['open', noMarks, 'listed'],
    ['checked', noMarks, 'unchecked'],
    ['checked', passed, 'listed'],
    ['approved', passed, 'unapproved'],
    ['approved', { ...noMarks, isApproved: true }, 'unchecked'],
    ['approved', { ...passed, isApproved: true }, 'listed'],
    ['open', { ...passed, isApproved: false }, 'refused'],
    ['checked', { ...passed, isApproved: false }, 'refused'],
    ['open', { ...passed, isApproved: true, isHidden: true }, 'hidden'],
  ] as const)('%s, %j: %s', (rule, marks, state) => {
    expect(listingState(marks, rule)).toBe(state)
  })
})

describe('listing', () => {
  it('waits for a check, and for an admin, as the site has it', async () => {
    const { world, id } = await made()
    expect(await listedIds(world)).toEqual([id])
    await updateSettings(await asAdmin(world), { listing: 'approved' })
    expect(await listedIds(world)).toEqual([])
    expect(await codeOf(publicNode(accountContext(world), { id }))).toBe('node_not_found')
    const ids = async (read: typeof someRows) => (await read(accountContext(world))).map((row) => row.id)
    // It is checked all the same, else it would wait for ever.
    expect(await ids(someRows)).toEqual([])
    expect(await ids(rowsWithDrained)).toEqual([id])
    const { entries } = await listingQueue(await asAdmin(world))
    expect(entries.map((entry) => [entry.id, entry.listing])).toEqual([[id, 'unapproved']])
    await judgeNode(await asAdmin(world), { id, verdict: 'approve' })
    expect(await listedIds(world)).toEqual([])
    await markNode(accountContext(world), id, 'passed')
    expect(await listedIds(world)).toEqual([id])
    await updateSettings(await asAdmin(world), { listing: 'open' })
    expect((await listingQueue(await asAdmin(world))).total).toBe(0)
  })

  it('a node that was refused or hidden is on no list, by any rule, until an admin says otherwise', async () => {
    const { world, id } = await made()
    for (const [verdict, undo] of [
      ['refuse', 'approve'],
      ['hide', 'show'],
      ['hide', 'approve'],
    ] as const) {
      await judgeNode(await asAdmin(world), { id, verdict })
      expect(await listedIds(world)).toEqual([])
      expect(await rowsWithDrained(accountContext(world))).toEqual([])
      expect(await codeOf(publicNode(accountContext(world), { id }))).toBe('node_not_found')
      expect((await listingQueue(await asAdmin(world))).total).toBe(1)
      world.nowMs += 1
      await judgeNode(await asAdmin(world), { id, verdict: undo })
      expect(await listedIds(world)).toEqual([id])
    }
    // The words of admins are no edits: the owner's form stays good.
    const before = await getNode(accountContext(world), id)
    expect(before?.revision).toBe(before?.createdMs)
  })

  it('mails the owner the reason of a refusal', async () => {
    const { world, id } = await made()
    const ctx = await asAdmin(world, { sink: true })
    const sent: string[] = []
    const port = {
      source: 'local' as const,
      send: async (mail: { text: string }) => void sent.push(mail.text),
    }
    const answer = await judgeNode({ ...ctx, mail: port }, { id, verdict: 'refuse', reason: '地址无法连接' })
    expect(answer.mailed).toBe(true)
    expect(sent.join()).toContain('地址无法连接')
    const quiet = await judgeNode({ ...ctx, mail: port }, { id, verdict: 'approve' })
    expect([quiet.mailed, sent.length]).toEqual([false, 1])
  })

  it('is for admins', async () => {
    const { world, id } = await made()
    const ctx = await signedIn(world, email)
    expect(await codeOf(listingQueue(ctx))).toBe('admin_required')
    expect(await codeOf(judgeNode(ctx, { id, verdict: 'approve' }))).toBe('admin_required')
    expect(await codeOf(judgeNode(await asAdmin(world), { id: id + 1, verdict: 'hide' }))).toBe(
      'node_not_found',
    )
  })
})

describe('complaints', () => {
  it('gather in the queue until an admin settles them', async () => {
    const { world, id } = await made()
    const ctx = accountContext(world)
    await complain(ctx, { id, reason: 'unreachable', text: 'refused\nsince noon' })
    world.nowMs += 1
    await complain(accountContext(world, { clientIp: '203.0.113.9' }), { id, reason: 'abuse' })
    const { entries } = await listingQueue(await asAdmin(world))
    expect(entries).toMatchObject([
      {
        id,
        listing: 'listed',
        complaints_total: 2,
        complaints: [
          { reason: 'unreachable', text: 'refused\nsince noon' },
          { reason: 'abuse', text: '' },
        ],
      },
    ])
    await judgeNode(await asAdmin(world), { id, verdict: 'dismiss' })
    expect((await listingQueue(await asAdmin(world))).total).toBe(0)
    expect(await listedIds(world)).toEqual([id])
  })

  it('are of listed nodes, want a proof from the third on, and are counted', async () => {
    const { world, id } = await made()
    expect(await codeOf(complain(accountContext(world), { id: id + 1, reason: 'other' }))).toBe(
      'node_not_found',
    )
    const memory = createMemory()
    const codes: string[] = []
    for (let at = 0; at < 3; at += 1) {
      codes.push(await codeOf(complain(accountContext(world, { memory }), { id, reason: 'other' })))
    }
    expect(codes).toEqual(['ok', 'ok', 'proof_required'])
    const many: string[] = []
    for (let at = 0; at < 40; at += 1) {
      const clientIp = `203.0.113.${at + 10}`
      many.push(await codeOf(complain(accountContext(world, { memory, clientIp }), { id, reason: 'other' })))
    }
    expect(many.filter((code) => code === 'ok')).toHaveLength(28)
    expect(new Set(many)).toEqual(new Set(['ok', 'rate_limited']))
  })

  it('are swept after 90 days', async () => {
    const { world, id } = await made()
    await addComplaint(accountContext(world), id, 'other', 'old')
    world.nowMs += 60 * dayMs
    await addComplaint(accountContext(world), id, 'abuse', 'newer')
    world.nowMs += 31 * dayMs
    await sweepComplaints(accountContext(world))
    const left = await listComplaints(accountContext(world))
    expect(left.map(({ reason }) => reason)).toEqual(['abuse'])
    expect(left.map(({ key }) => parseComplaint(key)?.id)).toEqual([id])
    expect(parseComplaint('q_nonsense')).toBeUndefined()
  })
})
