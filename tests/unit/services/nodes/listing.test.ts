import { describe, expect, it, test } from 'vitest'
import { listingState, noMarks } from '../../../../src/domain/placement/index.ts'
import { publicNode } from '../../../../src/services/lists/public-node.ts'
import { publicNodes } from '../../../../src/services/lists/public-nodes.ts'
import { complain } from '../../../../src/services/nodes/complain.ts'
import { deleteNode } from '../../../../src/services/nodes/delete-node.ts'
import { getNode as getOwnNode } from '../../../../src/services/nodes/get-node.ts'
import { judgeNode, listingQueue } from '../../../../src/services/nodes/queue.ts'
import { backupKind, isRestorable } from '../../../../src/store/system/backup.ts'
import { sweep } from '../../../../src/store/sweep/sweep-nodes.ts'
import { rebuildView } from '../../../../src/store/views/view-rebuild.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import {
  addComplaint,
  listComplaints,
  parseComplaint,
  sweepComplaints,
} from '../../../../src/store/nodes/complaints.ts'
import { keepVerdict } from '../../../../src/store/nodes/verdicts.ts'
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

  it('keeps the reason for the owner while the node is off the lists, in backups too, and no longer', async () => {
    const { world, id } = await made()
    const own = async () => {
      const { node } = await getOwnNode(await signedIn(world, email), { id })
      return [node.listing, node.listing_reason]
    }
    expect(await own()).toEqual(['listed', ''])
    const reason = '地址无法连接\n请更正'
    await judgeNode(await asAdmin(world), { id, verdict: 'refuse', reason })
    expect(await own()).toEqual(['refused', reason])
    const kept = [...world.dump()].filter(([key]) => key.startsWith('jr_'))
    expect(kept).toHaveLength(1)
    for (const [key, value] of kept) {
      expect(backupKind(key)).toBe('record')
      expect(isRestorable({ key, value })).toBe(true)
      expect(isRestorable({ key, value: '{"v":1,"reason":7,"ms":1}' })).toBe(false)
      expect(isRestorable({ key: `${key}0`, value })).toBe(false)
    }
    world.nowMs += 1
    await judgeNode(await asAdmin(world), { id, verdict: 'hide' })
    expect(await own()).toEqual(['hidden', ''])
    world.nowMs += 1
    await judgeNode(await asAdmin(world), { id, verdict: 'approve' })
    expect(await own()).toEqual(['listed', ''])
    expect([...world.dump().keys()].some((key) => key.startsWith('jr_'))).toBe(false)
  })

  it('a deleted node leaves no reason behind', async () => {
    const { world, id } = await made()
    await judgeNode(await asAdmin(world), { id, verdict: 'refuse', reason: 'x' })
    await deleteNode(await signedIn(world, email), { id })
    const isKept = (): boolean => [...world.dump().keys()].some((key) => key.startsWith('jr_'))
    expect(isKept()).toBe(false)
    // The word of an admin elsewhere, who did not see the deletion, goes with the tombstone.
    await keepVerdict(accountContext(world), id, 'late')
    for (let at = 0; at < 40 && isKept(); at += 1) {
      world.nowMs += dayMs
      const ctx = accountContext(world, { memory: createMemory() })
      await rebuildView(ctx, undefined, [], sweep)
      await ctx.background()
    }
    expect(isKept()).toBe(false)
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
