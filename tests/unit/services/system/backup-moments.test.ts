import { expect, it, test } from 'vitest'
import { authenticate } from '../../../../src/services/auth/authenticate.ts'
import { login } from '../../../../src/services/auth/login.ts'
import { sessions } from '../../../../src/services/auth/sessions.ts'
import { myNodes } from '../../../../src/services/nodes/index.ts'
import { exportData } from '../../../../src/services/system/export-data.ts'
import { importData } from '../../../../src/services/system/import-data.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { disabledKey, rehashKey, userFactKey, userKey } from '../../../../src/store/kv/keys.ts'
import { seededRandom } from '../../../support/http-fuzz.ts'
import {
  accountContext,
  addNode,
  addUser,
  adminEmail,
  adminPassword,
  asAdmin,
  initializedWorld,
  signedIn,
} from '../../../support/accounts.ts'
import { sendReport } from '../../../support/kv/nodes.ts'
import type { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'user@example.com'
const minuteMs = 60_000

async function backupOf(world: SimKv): Promise<string> {
  const pages: string[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page = await exportData(await asAdmin(world), cursor === '' ? {} : { cursor })
    pages.push(page.ndjson)
    cursor = page.nextCursor
  }
  return pages.join('')
}

it('facts of the importer’s own account come from no backup: the session, the role and the password stay', async () => {
  const world = await initializedWorld()
  const ctx = await asAdmin(world)
  const user = userKey(adminEmail)
  const later = world.nowMs + 1
  const facts = [...'cxvpardestuyqwf'].flatMap((type) =>
    ['', '0', '1', 'ab'.repeat(8)].map((payload) => userFactKey(user, type, later, payload)),
  )
  const keys = [...facts, disabledKey(user, later), disabledKey(user, world.nowMs - 1)]
  const lines = [
    ...keys.map((key) => ({ key, value: '1' })),
    { key: rehashKey(user, 'ab'.repeat(8)), value: '{"v":1,"phc":"$scrypt$ln=1$x$y"}' },
  ]
  const text = lines.map((line) => JSON.stringify(line)).join('\n')
  const before = world.dump()
  const answer = await importData(ctx, { text, with: ['roles', 'settings'], force: true })
  expect(answer).toMatchObject({ imported: 0, skipped: lines.length, rejected: 0 })
  expect(world.dump()).toEqual(before)
  world.nowMs += 2 * minuteMs
  const again = await login(accountContext(world), { email: adminEmail, password: adminPassword })
  expect(again.user).toMatchObject({ role: 'super_admin' })
  expect(await sessions(ctx)).toHaveProperty('sessions')
})

test('a backup of any moment between a fold and its cleaning has the traffic once', async () => {
  const random = seededRandom(11)
  const world = await initializedWorld()
  await addUser(world, email)
  const id = await addNode(world, email)
  const used = async (of: SimKv): Promise<number | undefined> =>
    (await myNodes(await signedIn(of, email))).nodes.find((node) => node.id === id)?.used_traffic
  let sum = 0
  let overlaps = 0
  for (let at = 0; at < 60; at += 1) {
    world.nowMs += Math.floor(random() * 4 * minuteMs)
    // Parts of a power of two: their sum is exact.
    const reported_traffic = Math.ceil(random() * 64) / 64
    sum += reported_traffic
    await sendReport(world, id, { reported_traffic })
    const text = await backupOf(world)
    const folded = /"key":"a_[^"]*","value":"[^\n]*seen/.test(text)
    const facts = text.split('\n').filter((line) => line.startsWith('{"key":"r_')).length
    if (folded && facts > 4) overlaps += 1
    const restored = await initializedWorld()
    restored.nowMs = world.nowMs
    await importData(await asAdmin(restored), { text })
    await importData(await asAdmin(restored), { text })
    expect([at, await used(world), await used(restored)]).toEqual([at, sum, sum])
    // What comes later folds and cleans there, too.
    if (at % 10 !== 9) continue
    for (let more = 1; more <= 12; more += 1) {
      restored.nowMs += 3 * minuteMs
      await sendReport(restored, id, { reported_traffic: 1 })
      expect(await used(restored)).toBe(sum + more)
    }
    await importData(await asAdmin(restored), { text })
    expect(await used(restored)).toBe(sum + 12)
  }
  expect(overlaps).toBeGreaterThan(10)
})

test('50 people sign in at once in one isolate: 50 sessions, each of its own account', async () => {
  const world = await initializedWorld()
  const people = Array.from({ length: 50 }, (_, at) => `user${at}@example.com`)
  for (const person of people) await addUser(world, person)
  const memory = createMemory()
  const random = seededRandom(12)
  const signIn = (person: string) => async (): Promise<string> =>
    (
      await login(accountContext(world, { memory, random, clientIp: person }), {
        email: person,
        password: 'password123',
      })
    ).token
  const answers = await world.interleave(people.map(signIn), random)
  const tokens = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  expect(new Set(tokens).size).toBe(50)
  const callers = await Promise.all(
    tokens.map((token) => authenticate(accountContext(world, { memory }), token)),
  )
  expect(callers.map((caller) => caller.email)).toEqual(people)
})
