import { describe, expect, it } from 'vitest'
import { checkInit } from '../../../../src/services/system/check-init.ts'
import { getSettings } from '../../../../src/services/system/get-settings.ts'
import { siteNameIn } from '../../../../src/services/system/site-settings.ts'
import { testEmail } from '../../../../src/services/system/test-email.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import { updateUser } from '../../../../src/services/system/update-user.ts'
import type { StoredSettings } from '../../../../src/store/system/settings-record.ts'
import {
  accountContext,
  addUser,
  adminEmail,
  adminPassword as password,
  asAdmin,
  codeOf,
  initializedWorld,
  jwtSecret,
  signedIn,
} from '../../../support/accounts.ts'
import { createMemory } from '../../../../src/store/context/context.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'
import { mailProvider } from '../../../support/mail-provider.ts'

const email = 'user@example.com'

describe('settings', () => {
  it('have defaults', async () => {
    const world = await initializedWorld()
    expect(await getSettings(await asAdmin(world))).toEqual({
      settings: {
        site_name: 'EasyTier 节点',
        site_name_en: '',
        site_url: '',
        notice: '',
        registration_open: 1,
        nodes_per_user: 50,
        mail_from: '',
        mails_per_day: 100,
        allow_private_nodes: 0,
        listing: 'open',
        handout_places_max: 2000,
        handout_owner_percent: 50,
        api_keys_per_user: 10,
        api_day_quota: 2000,
        api_minute_quota: 60,
        api_day_quota_max: 100_000,
        api_minute_quota_max: 1200,
        ip_nodes_per_hour: 60,
        totp_required_for_admins: 0,
        site_ipv6: 0,
        relay_tag: 1,
        check_side: '',
        control_addresses: '',
        sign_in_mail: 0,
        resend_api_key: '',
        check_network_name: 'easytier-node-check',
        reports_per_minute: 20,
        utc_offset_minutes: 480,
        mail_source: 'none',
        mail_last_error: '',
      },
    })
  })

  it('change one by one, and only those of the whitelist', async () => {
    const world = await initializedWorld()
    const ctx = await asAdmin(world)
    await updateSettings(ctx, { site_name: 'A', nodes_per_user: 3 })
    const extra = { notice: 'B', is_admin: true, v: 7, resend_api_key_sealed: 'x' }
    const { message, settings } = await updateSettings(ctx, extra)
    expect(message).toBe('设置已保存')
    expect(settings).toMatchObject({ site_name: 'A', nodes_per_user: 3, notice: 'B', resend_api_key: '' })
    expect(JSON.parse(world.dump().get('set') ?? '')).toMatchObject({
      v: 1,
      site_name: 'A',
      nodes_per_user: 3,
      notice: 'B',
    })
  })

  it('keep the API key sealed and masked: "" and the mask leave it, null clears it', async () => {
    const world = await initializedWorld()
    const ctx = await asAdmin(world)
    const after = async (resend_api_key: string | null) => {
      const { settings } = await updateSettings(ctx, { resend_api_key, mail_from: 'a@example.com', password })
      return [settings.resend_api_key, settings.mail_source]
    }
    expect(await after('re_secret_key')).toEqual(['********', 'settings'])
    const stored = world.dump().get('set') ?? ''
    expect(stored).not.toContain('re_secret_key')
    expect(await after('')).toEqual(['********', 'settings'])
    expect(await after('********')).toEqual(['********', 'settings'])
    const sealed = (text = '{}') => (JSON.parse(text) as StoredSettings).resend_api_key_sealed
    expect(sealed(world.dump().get('set'))).toBe(sealed(stored))
    expect(await after(null)).toEqual(['', 'none'])
    expect(sealed(world.dump().get('set'))).toBeUndefined()
  })

  it('name the environment as the source of mail where it has the key', async () => {
    const world = await initializedWorld()
    const variables = { JWT_SECRET: jwtSecret, RESEND_API_KEY: 're_x' }
    const ctx = await asAdmin(world, { variables })
    expect((await getSettings(ctx)).settings.mail_source).toBe('none')
    expect((await updateSettings(ctx, { mail_from: 'a@example.com', password })).settings.mail_source).toBe(
      'environment',
    )
    expect((await getSettings(ctx)).settings.resend_api_key).toBe('')
  })

  it('name the site in both languages, also one that nobody has named', () => {
    const names = (set: Omit<StoredSettings, 'v'>): readonly string[] =>
      (['zh-CN', 'en'] as const).map((language) => siteNameIn({ v: 1, ...set }, language))
    expect(names({})).toEqual(['EasyTier 节点', 'EasyTier nodes'])
    expect(names({ site_name: 'EasyTier 节点' })).toEqual(['EasyTier 节点', 'EasyTier nodes'])
    expect(names({ site_name: '甲' })).toEqual(['甲', '甲'])
    expect(names({ site_name: '甲', site_name_en: 'A' })).toEqual(['甲', 'A'])
  })

  it('are believed for 30 s by an isolate', async () => {
    const world = await initializedWorld()
    const reader = accountContext(world)
    const nameIn = async () => (await checkInit(accountContext(world, { memory: reader.memory }))).site_name
    expect(await nameIn()).toBe('EasyTier 节点')
    await updateSettings(await asAdmin(world), { site_name: 'New' })
    expect(await nameIn()).toBe('EasyTier 节点')
    world.nowMs += 30_000
    expect(await nameIn()).toBe('New')
  })

  it('are for admins', async () => {
    const world = await initializedWorld()
    await addUser(world, email)
    const user = await signedIn(world, email)
    expect(await codeOf(getSettings(user))).toBe('admin_required')
    expect(await codeOf(updateSettings(user, { site_name: 'X' }))).toBe('admin_required')
    expect(await codeOf(testEmail(user, {}))).toBe('admin_required')
    expect(await codeOf(getSettings(accountContext(world)))).toBe('token_missing')
  })
})

describe('settings that matter', () => {
  const matters = [
    { resend_api_key: 're_x' },
    { mail_from: 'x@example.com' },
    { site_url: 'https://evil.example' },
    { totp_required_for_admins: 1 as const },
  ]

  it('are the super admin’s alone, password shown again; the others are any admin’s', async () => {
    const world = await initializedWorld()
    await addUser(world, email)
    const owner = await asAdmin(world)
    await updateUser(owner, { email, is_admin: 1 })
    const admin = await signedIn(world, email)
    for (const change of matters) {
      const { password: _none, ...alone } = { ...change, password }
      expect(await codeOf(updateSettings(admin, { ...change, password: 'password123' }))).toBe(
        'super_admin_required',
      )
      expect(await codeOf(updateSettings(owner, alone))).toBe('missing_field')
      expect(await codeOf(updateSettings(owner, { ...change, password: 'wrong' }))).toBe('password_wrong')
    }
    const { settings } = await getSettings(owner)
    expect(settings).toMatchObject({ resend_api_key: '', mail_from: '', site_url: '' })
    expect(await codeOf(updateSettings(admin, { ...settings, notice: 'B', resend_api_key: '' }))).toBe('ok')
    for (const change of matters)
      expect(await codeOf(updateSettings(owner, { ...change, password }))).toBe('ok')
  })

  it('are told to the super admin by the mail that was set before', async () => {
    const world = await initializedWorld()
    const { fetch, calls } = mailProvider()
    await updateSettings(await asAdmin(world), {
      resend_api_key: 're_old',
      mail_from: 'old@example.com',
      password,
    })
    world.nowMs += 60_000
    const ctx = await asAdmin(world, { fetch })
    await updateSettings(ctx, { resend_api_key: 're_new', mail_from: 'new@example.com', password })
    await ctx.background()
    expect(calls).toHaveLength(1)
    expect(calls[0]?.body).toMatchObject({ from: 'old@example.com', to: [adminEmail] })
    expect(calls[0]?.headers['authorization']).toBe('Bearer re_old')
    expect(String(calls[0]?.body.text)).toContain('resend_api_key, mail_from')
  })
})

it('two admins at two places lose nothing of each other’s', async () => {
  const world = new SimKv({ places: 2, delayMs: () => 60_000 })
  await initializedWorld(world)
  world.settle()
  const at = (place: number) => asAdmin(world, { place })
  const [one, other] = [await at(0), await at(1)]
  await updateSettings(one, { site_name: 'A', notice: 'first' })
  world.nowMs += 10_000
  await updateSettings(other, { nodes_per_user: 7, notice: 'second' })
  world.settle()
  for (const place of [0, 1]) {
    const { settings } = await getSettings(await at(place))
    expect(settings).toMatchObject({ site_name: 'A', nodes_per_user: 7, notice: 'second' })
  }
  // What visitors read is put together by who reads it again.
  const memory = createMemory()
  for (let round = 0; round < 2; round += 1) {
    const visitor = accountContext(world, { memory })
    await checkInit(visitor)
    await visitor.background()
    world.settle()
  }
  for (const place of [0, 1]) {
    expect(await checkInit(accountContext(world, { place }))).toMatchObject({
      site_name: 'A',
      notice: 'second',
    })
  }
})

it('settings of before there were facts stay, and are changed one by one', async () => {
  const world = await initializedWorld()
  world.write('set', JSON.stringify({ v: 1, site_name: 'Old', nodes_per_user: 9 }), 0)
  const ctx = await asAdmin(world)
  expect((await getSettings(ctx)).settings).toMatchObject({ site_name: 'Old', nodes_per_user: 9 })
  const { settings } = await updateSettings(ctx, { site_name: 'New' })
  expect(settings).toMatchObject({ site_name: 'New', nodes_per_user: 9 })
})

describe('testEmail', () => {
  const variables = { JWT_SECRET: jwtSecret, RESEND_API_KEY: 're_x', MAIL_FROM: 'a@example.com' }

  it('goes to the caller, or where told', async () => {
    const world = await initializedWorld()
    const { fetch, calls } = mailProvider()
    const ctx = await asAdmin(world, { variables, fetch })
    expect(await testEmail(ctx, {})).toEqual({ message: '测试邮件已发送' })
    await testEmail(ctx, { to: email })
    expect(calls.map(({ body }) => body.to)).toEqual([[adminEmail], [email]])
  })

  it('is sent anew each time', async () => {
    const world = await initializedWorld()
    const { fetch, calls } = mailProvider()
    const ctx = await asAdmin(world, { variables, fetch })
    await testEmail(ctx, {})
    world.nowMs += 1
    await testEmail(ctx, {})
    expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(2)
  })

  it("tells the provider's own words", async () => {
    const world = await initializedWorld()
    const answer = () => new Response('{"message":"The domain is not verified"}', { status: 403 })
    const ctx = await asAdmin(world, { variables, fetch: mailProvider(answer).fetch })
    await expect(testEmail(ctx, {})).rejects.toMatchObject({
      code: 'mail_failed',
      details: { reason: 'Resend: HTTP 403: The domain is not verified' },
    })
    const none = await asAdmin(world)
    await expect(testEmail(none, {})).rejects.toMatchObject({
      code: 'mail_failed',
      details: { reason: 'no mail provider is configured' },
    })
  })

  it('is limited', async () => {
    const world = await initializedWorld()
    const ctx = await asAdmin(world, { variables, fetch: mailProvider().fetch })
    for (let count = 0; count < 10; count += 1) await testEmail(ctx, {})
    expect(await codeOf(testEmail(ctx, {}))).toBe('rate_limited')
  })
})
