import { describe, expect, it } from 'vitest'
import { me } from '../../../../src/services/auth/me.ts'
import { deleteMe } from '../../../../src/services/auth/delete-me.ts'
import { deleteUser } from '../../../../src/services/system/delete-user.ts'
import { listUsers } from '../../../../src/services/system/list-users.ts'
import { updateUser } from '../../../../src/services/system/update-user.ts'
import { getNode, listNodeIds } from '../../../../src/store/nodes/nodes.ts'
import { userKey } from '../../../../src/store/kv/keys.ts'
import {
  accountContext,
  addNode,
  addUser,
  adminEmail,
  asAdmin,
  codeOf,
  initializedWorld,
  signedIn,
} from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = 'user@example.com'
const second = 'second@example.com'

async function world(): Promise<SimKv> {
  const made = await initializedWorld()
  await addUser(made, email)
  await addUser(made, second)
  await updateUser(await asAdmin(made), { email: second, is_admin: 1 })
  return made
}

describe('me', () => {
  it('tells role, nodes, limit and age', async () => {
    const kv = await world()
    await addNode(kv, email)
    const answer = await me(await signedIn(kv, email))
    expect(answer).toEqual({
      email,
      role: 'user',
      is_admin: false,
      node_count: 1,
      node_limit: 50,
      created_at: new Date(kv.nowMs).toISOString(),
      totp_enabled: false,
      totp_required: false,
    })
    expect((await me(await signedIn(kv, second))).role).toBe('admin')
    expect((await me(await asAdmin(kv))).role).toBe('super_admin')
  })
})

describe('listUsers', () => {
  it('shows all, a search, a page, and the total', async () => {
    const kv = await world()
    await addNode(kv, email, 'one')
    await addNode(kv, email, 'two')
    const ctx = await asAdmin(kv)
    const all = await listUsers(ctx, {})
    expect(all.total).toBe(3)
    expect(all.users.map((user) => [user.email, user.role, user.node_count])).toEqual([
      [adminEmail, 'super_admin', 0],
      [second, 'admin', 0],
      [email, 'user', 2],
    ])
    expect(all.users[2]).toEqual({
      email,
      role: 'user',
      is_admin: false,
      is_enabled: true,
      totp_enabled: false,
      node_count: 2,
      created_at: new Date(kv.nowMs).toISOString(),
      last_sign_in_at: null,
    })
    const emails = async (query: Parameters<typeof listUsers>[1]) => {
      const { users, total } = await listUsers(ctx, query)
      return { emails: users.map((user) => user.email), total }
    }
    expect(await emails({ q: 'SECOND' })).toEqual({ emails: [second], total: 1 })
    expect(await emails({ q: 'nobody' })).toEqual({ emails: [], total: 0 })
    expect(await emails({ page: 2, per_page: 1 })).toEqual({ emails: [second], total: 3 })
    expect(await emails({ page: 9 })).toEqual({ emails: [], total: 3 })
  })

  it('costs no get a user', async () => {
    const kv = await initializedWorld()
    for (let count = 0; count < 300; count += 1) await addUser(kv, `user${count}@example.com`)
    const ctx = await asAdmin(kv)
    expect((await listUsers(ctx, {})).total).toBe(301)
    expect(ctx.kv.operations).toBeLessThanOrEqual(6)
  })

  it('is for admins', async () => {
    const kv = await world()
    expect(await codeOf(listUsers(await signedIn(kv, email), {}))).toBe('admin_required')
    expect(await codeOf(listUsers(accountContext(kv), {}))).toBe('token_missing')
    expect(await codeOf(listUsers(await signedIn(kv, second), {}))).toBe('ok')
  })
})

describe('updateUser', () => {
  it('grants and revokes by the super admin alone', async () => {
    const kv = await world()
    const answer = await updateUser(await asAdmin(kv), { email, is_admin: 1 })
    expect(answer).toMatchObject({ message: '用户已更新', user: { email, role: 'admin', is_admin: true } })
    expect((await updateUser(await asAdmin(kv), { email, is_admin: 0 })).user.role).toBe('user')
    const admin = await signedIn(kv, second)
    expect(await codeOf(updateUser(admin, { email, is_admin: 1 }))).toBe('super_admin_required')
    expect(await codeOf(updateUser(await signedIn(kv, email), { email, is_admin: 1 }))).toBe('admin_required')
  })

  it('lets an admin disable a user, not an admin', async () => {
    const kv = await world()
    const admin = await signedIn(kv, second)
    expect((await updateUser(admin, { email, is_enabled: 0 })).user.is_enabled).toBe(false)
    expect((await updateUser(admin, { email, is_enabled: 1 })).user.is_enabled).toBe(true)
    expect((await updateUser(admin, { email })).user.is_enabled).toBe(true)
    expect(await codeOf(updateUser(admin, { email: second, is_enabled: 0 }))).toBe('super_admin_required')
  })

  it('protects the super admin, also from themself, and knows no unknown user', async () => {
    const kv = await world()
    for (const ctx of [await asAdmin(kv), await signedIn(kv, second)]) {
      expect(await codeOf(updateUser(ctx, { email: adminEmail, is_enabled: 0 }))).toBe(
        'super_admin_protected',
      )
      expect(await codeOf(deleteUser(ctx, { email: adminEmail }))).toBe('super_admin_protected')
      expect(await codeOf(updateUser(ctx, { email: 'nobody@example.com', is_enabled: 0 }))).toBe(
        'user_not_found',
      )
      expect(await codeOf(deleteUser(ctx, { email: 'nobody@example.com' }))).toBe('user_not_found')
    }
    const demote = { email: adminEmail, is_admin: 0 as const }
    expect(await codeOf(updateUser(await asAdmin(kv), demote))).toBe('super_admin_protected')
  })

  it('of a user who is deleted meanwhile tells that there is none', async () => {
    const kv = await world()
    const ctx = await asAdmin(kv)
    const store = ctx.kv
    let isGone = false
    const meanwhile = {
      get: (key: string) => store.get(key),
      list: (...asked: Parameters<typeof store.list>) => store.list(...asked),
      delete: (key: string) => store.delete(key),
      put: async (key: string, value: string) => {
        await store.put(key, value)
        if (isGone) return
        isGone = true
        await deleteUser(await asAdmin(kv), { email })
      },
    }
    expect(await codeOf(updateUser({ ...ctx, kv: meanwhile }, { email, is_enabled: 0 }))).toBe(
      'user_not_found',
    )
  })

  it('lets the later of two decisions win, whatever the clocks say', async () => {
    const kv = new SimKv({ places: 2, skewsMs: [5000, 0] })
    await initializedWorld(kv)
    await addUser(kv, email)
    const { caller } = await asAdmin(kv)
    await updateUser(accountContext(kv, { caller, place: 0 }), { email, is_enabled: 0 })
    const answer = await updateUser(accountContext(kv, { caller, place: 1 }), { email, is_enabled: 1 })
    expect(answer.user.is_enabled).toBe(true)
  })

  it('keeps the number of facts bounded', async () => {
    const kv = await world()
    const ctx = await asAdmin(kv)
    for (let count = 0; count < 50; count += 1) {
      kv.nowMs += 700_000
      await updateUser(ctx, { email, is_enabled: count % 2 === 0 ? 0 : 1 })
      await ctx.background()
    }
    const facts = [...kv.dump().keys()].filter((key) => key.startsWith(`uf_${userKey(email)}`))
    expect(facts.length).toBeLessThan(5)
  })
})

describe('deleting a user', () => {
  it.each(['by an admin', 'by themself'])('takes the nodes along: %s', async (who) => {
    const kv = await world()
    const id = await addNode(kv, email)
    if (who === 'by an admin') await deleteUser(await signedIn(kv, second), { email })
    else await deleteMe(await signedIn(kv, email), { password: 'password123' })
    const ctx = await asAdmin(kv)
    expect(await getNode(ctx, id)).toBeUndefined()
    expect(await listNodeIds(ctx, userKey(email))).toEqual([])
    expect((await listUsers(ctx, {})).users.map((user) => user.email)).toEqual([adminEmail, second])
  })

  it('of an admin is for the super admin', async () => {
    const kv = await world()
    expect(await codeOf(deleteUser(await signedIn(kv, second), { email: second }))).toBe(
      'super_admin_required',
    )
    expect(await codeOf(deleteUser(await asAdmin(kv), { email: second }))).toBe('ok')
  })

  it('gives a later account of the address none of the old rights', async () => {
    const kv = await world()
    await deleteUser(await asAdmin(kv), { email: second })
    await addUser(kv, second)
    expect((await signedIn(kv, second)).caller?.role).toBe('user')
    await updateUser(await asAdmin(kv), { email, is_enabled: 0 })
    await deleteUser(await asAdmin(kv), { email })
    await addUser(kv, email)
    expect((await signedIn(kv, email)).caller?.role).toBe('user')
  })
})
