import { describe, expect, it } from 'vitest'
import { version } from '../../../../package.json'
import { checkInit } from '../../../../src/services/system/check-init.ts'
import { initialize } from '../../../../src/services/system/initialize.ts'
import { mayInitialize } from '../../../../src/services/system/may-initialize.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import { readSettings } from '../../../../src/store/system/index.ts'
import { accountContext, asAdmin, codeOf, initializedWorld, jwtSecret } from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const body = { jwt_secret: jwtSecret, email: 'admin@example.com', password: 'admin123456' }

describe('initialize', () => {
  it('makes the super admin, once', async () => {
    const world = new SimKv()
    const answer = await initialize(accountContext(world), body)
    expect(answer).toEqual({ message: '系统初始化成功', admin_email: body.email })
    expect((await asAdmin(world)).caller?.role).toBe('super_admin')
    const again = { ...body, email: 'other@example.com' }
    expect(await codeOf(initialize(accountContext(world), again))).toBe('already_initialized')
    expect(await codeOf(initialize(accountContext(world), { ...again, jwt_secret: 'wrong' }))).toBe(
      'already_initialized',
    )
    expect(await codeOf(initialize(accountContext(world, { variables: {} }), again))).toBe(
      'already_initialized',
    )
  })

  it('takes when nodes are listed along; who does not say leaves it to the default', async () => {
    for (const listing of ['checked', 'approved', undefined] as const) {
      const world = new SimKv()
      await initialize(accountContext(world), { ...body, ...(listing === undefined ? {} : { listing }) })
      expect((await readSettings(accountContext(world))).listing).toBe(listing)
      const other = { ...body, email: 'other@example.com', listing: 'open' as const }
      expect(await codeOf(initialize(accountContext(world), other))).toBe('already_initialized')
      expect((await readSettings(accountContext(world))).listing).toBe(listing)
    }
  })

  it('refuses a wrong secret before it looks at anything else', async () => {
    const world = new SimKv()
    for (const jwt_secret of ['', 'wrong', `${jwtSecret} `, jwtSecret.toUpperCase()]) {
      expect(await codeOf(initialize(accountContext(world), { ...body, jwt_secret }))).toBe(
        'jwt_secret_wrong',
      )
    }
    const bodies = [undefined, null, 7, 'x', [], {}, { jwt_secret: null }, { jwt_secret: [jwtSecret] }]
    for (const [index, value] of bodies.entries()) {
      const ctx = accountContext(world, { clientIp: `198.51.100.${index}` })
      expect(await codeOf(mayInitialize(ctx, value))).toBe('jwt_secret_wrong')
    }
    expect([...world.dump().keys()].every((key) => key.startsWith('t_ii_'))).toBe(true)
  })

  it('never passes while the secret is unset or short', async () => {
    for (const variables of [{}, { JWT_SECRET: '' }, { JWT_SECRET: 'short' }]) {
      const ctx = accountContext(new SimKv(), { variables })
      const secret = variables.JWT_SECRET ?? ''
      expect(await codeOf(initialize(ctx, { ...body, jwt_secret: secret }))).toBe('jwt_secret_unset')
    }
  })

  it('limits guesses of an IP', async () => {
    const world = new SimKv()
    const wrong = { ...body, jwt_secret: 'wrong' }
    for (let count = 0; count < 10; count += 1) await codeOf(initialize(accountContext(world), wrong))
    expect(await codeOf(initialize(accountContext(world), body))).toBe('rate_limited')
    expect(await codeOf(initialize(accountContext(world, { clientIp: '198.51.100.1' }), body))).toBe('ok')
  })
})

describe('checkInit', () => {
  it('tells what a page needs before anybody has signed in', async () => {
    const fresh = await checkInit(accountContext(new SimKv(), { variables: {} }))
    expect(fresh).toEqual({
      initialized: false,
      site_name: 'EasyTier 节点',
      registration_open: true,
      mail_configured: false,
      secret_configured: false,
      version,
      warnings: ['origin_unset'],
      utc_offset_minutes: 480,
    })
    const world = await initializedWorld()
    await updateSettings(await asAdmin(world), {
      site_name: '我的站点',
      notice: '维护中',
      registration_open: 0,
    })
    const variables = { JWT_SECRET: jwtSecret, RESEND_API_KEY: 're_x', MAIL_FROM: 'a@example.com' }
    // The first visit makes the cache of announcements.
    await checkInit(accountContext(world))
    const ctx = accountContext(world, { variables })
    expect(await checkInit(ctx)).toEqual({
      initialized: true,
      site_name: '我的站点',
      registration_open: false,
      mail_configured: true,
      secret_configured: true,
      version,
      warnings: ['origin_unset'],
      utc_offset_minutes: 480,
      notice: '维护中',
    })
    expect(ctx.kv.operations).toBeLessThanOrEqual(3)
    expect((await checkInit(accountContext(world, { sink: true }))).mail_configured).toBe(false)
  })
})
