import { beforeEach, describe, expect, it } from 'vitest'
import { login } from '../../../../src/services/auth/login.ts'
import { requestPasswordReset } from '../../../../src/services/auth/request-password-reset.ts'
import { sessions, endSession } from '../../../../src/services/auth/sessions.ts'
import { changePassword } from '../../../../src/services/auth/change-password.ts'
import { checkInit } from '../../../../src/services/system/check-init.ts'
import { getSettings } from '../../../../src/services/system/get-settings.ts'
import { initialize } from '../../../../src/services/system/initialize.ts'
import { listUsers } from '../../../../src/services/system/list-users.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { rehashKey, userKey, userRecordKey } from '../../../../src/store/kv/keys.ts'
import { noteSession } from '../../../../src/store/users/session-records.ts'
import {
  accountContext,
  addUser,
  adminEmail,
  adminPassword,
  asAdmin,
  codeOf,
  initializedWorld,
  jwtSecret,
  signedIn,
  type AccountContext,
} from '../../../support/accounts.ts'
import type { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'user@example.com'
const password = 'password123'

let world: SimKv
beforeEach(async () => {
  world = await initializedWorld()
  await addUser(world, email)
})

/** Texts that are there and say nothing to this program. */
const unreadable = [
  ['of a later version', '{"v":2,"site_name":["B"],"user":{},"phc":{}}', true],
  ['of another shape', '{"v":1,"site_name":["B"],"user":{},"phc":{}}', false],
  ['damaged', '{"v":1,"site', false],
] as const

function unreadableLines(ctx: AccountContext): unknown[] {
  return ctx.lines.flatMap(({ event, fields }) => (event === 'record_unreadable' ? [fields] : []))
}

describe.each(unreadable)('a record %s', (_name, text, newer) => {
  it('of the settings: the changes say what is set, and it is left alone by every reader', async () => {
    const owner = await asAdmin(world)
    await updateSettings(owner, { site_name: 'A', nodes_per_user: 7 })
    await owner.background()
    world.nowMs += 3_600_000
    world.write('set', text, 0)
    const memory = createMemory()
    for (let at = 0; at < 3; at += 1) {
      const ctx = accountContext(world, { memory })
      expect(await checkInit(ctx)).toMatchObject({ site_name: 'A' })
      await ctx.background()
      expect(unreadableLines(ctx)).toContainEqual({ record: 'settings', newer })
      world.nowMs += 40_000
    }
    expect((await getSettings(await asAdmin(world))).settings).toMatchObject({ nodes_per_user: 7 })
    expect(world.dump().get('set')).toBe(text)
  })

  it('of the settings: a change counts, and overwrites no later version', async () => {
    const owner = await asAdmin(world)
    await updateSettings(owner, { site_name: 'A', notice: 'kept' })
    world.nowMs += 3_600_000
    world.write('set', text, 0)
    const again = await asAdmin(world)
    expect((await updateSettings(again, { site_name: 'C' })).settings).toMatchObject({ site_name: 'C' })
    await again.background()
    expect((await getSettings(await asAdmin(world))).settings).toMatchObject({
      site_name: 'C',
      notice: 'kept',
    })
    expect(world.dump().get('set') === text).toBe(newer)
    // Every change is still there for the program that reads the record.
    if (newer)
      expect([...world.dump().keys()].filter((key) => key.startsWith('sv_site_name_'))).toHaveLength(2)
  })

  it('of the one who initialised: nobody can do so again, and nobody is super admin by guess', async () => {
    world.write('init', text, 0)
    const ctx = accountContext(world)
    const body = { jwt_secret: jwtSecret, email: 'other@example.com', password: 'another-password' }
    expect(await codeOf(initialize(ctx, body))).toBe('already_initialized')
    expect(unreadableLines(ctx)).toContainEqual({ record: 'initialized', newer })
    expect((await checkInit(ctx)).initialized).toBe(true)
    const { user } = await login(accountContext(world), { email: adminEmail, password: adminPassword })
    expect(user.role).not.toBe('super_admin')
    expect(world.dump().get('init')).toBe(text)
  })

  it('of a user: not an unknown one, and never written over', async () => {
    const person = await signedIn(world, email)
    const admin = await asAdmin(world)
    const key = userRecordKey(userKey(email))
    world.write(key, text, 0)
    const ctx = accountContext(world)
    expect(await codeOf(login(ctx, { email, password }))).toBe('storage_unavailable')
    expect(unreadableLines(ctx)).toContainEqual({ record: 'user', newer })
    const change = changePassword(person, { old_password: password, new_password: 'another-password' })
    expect(await codeOf(change)).toBe('storage_unavailable')
    expect(await codeOf(requestPasswordReset(accountContext(world), { email }))).toBe('ok')
    expect((await listUsers(admin, { q: email })).total).toBe(1)
    expect(world.dump().get(key)).toBe(text)
    expect([...world.dump().keys()].filter((one) => one.startsWith('rt_'))).toEqual([])
  })

  it("of a password's newer hash: kept, and the old one counts", async () => {
    const record = JSON.parse(world.dump().get(userRecordKey(userKey(email))) ?? '') as {
      passwordId: string
    }
    const key = rehashKey(userKey(email), record.passwordId)
    world.write(key, text, 0)
    const policy = { scheme: 'scrypt', ln: 2 } as const
    expect(await codeOf(login(accountContext(world, { policy }), { email, password }))).toBe('ok')
    expect(world.dump().get(key)).toBe(text)
  })

  it('of a session: shown, so that it can be ended', async () => {
    const other = await signedIn(world, email)
    const ctx = await signedIn(world, email)
    const id = other.caller?.session?.id ?? ''
    await authenticated(other)
    const key = [...world.dump().keys()].find((one) => one.startsWith('sn_') && one.endsWith(`_${id}`)) ?? ''
    expect(key).not.toBe('')
    world.write(key, text, 0)
    const listed = (await sessions(ctx)).sessions.find((one) => one.id === id)
    expect(listed).toMatchObject({ ip: '', user_agent: '', current: false })
    expect(await codeOf(endSession(ctx, { id }))).toBe('ok')
  })
})

async function authenticated(ctx: AccountContext): Promise<void> {
  const { caller } = ctx
  if (caller?.session === undefined) throw new Error('no session')
  const { id, expiresAtMs, version } = caller.session
  noteSession(ctx, caller.userKey, { id, expiresAtMs, startedMs: version, ip: '192.0.2.9', agent: 'a' })
  await ctx.background()
}
