import { Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { ownAudit, siteAudit } from '../../../../src/services/audit/index.ts'
import { authenticate } from '../../../../src/services/auth/authenticate.ts'
import { login } from '../../../../src/services/auth/login.ts'
import { me } from '../../../../src/services/auth/me.ts'
import { resetPassword } from '../../../../src/services/auth/reset-password.ts'
import { requireAdminTotp } from '../../../../src/services/auth/second-factor.ts'
import { stepUp } from '../../../../src/services/auth/step-up.ts'
import { confirmTotp, disableTotp, enrolTotp } from '../../../../src/services/auth/totp.ts'
import { createPlace } from '../../../../src/services/places/manage-places.ts'
import { exportData } from '../../../../src/services/system/export-data.ts'
import { importData } from '../../../../src/services/system/import-data.ts'
import { makeResetToken } from '../../../../src/services/system/make-reset-token.ts'
import { updateSettings } from '../../../../src/services/system/update-settings.ts'
import { updateUser } from '../../../../src/services/system/update-user.ts'
import {
  accountContext,
  addUser,
  adminEmail,
  adminPassword as password,
  codeOf,
  initializedWorld,
  signedIn,
  type AccountContext,
} from '../../../support/accounts.ts'
import { createMemory, type StoreMemory } from '../../../../src/store/context/context.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const email = adminEmail

async function setup() {
  const world = await initializedWorld()
  const enrolled = await signedIn(world, email, password)
  const { secret, enrolment } = await enrolTotp(enrolled, { password })
  const app = new TOTP({ secret: Secret.fromBase32(secret) })
  const code = (atMs = world.nowMs): string => app.generate({ timestamp: atMs })
  const { recovery_codes } = await confirmTotp(enrolled, { enrolment, totp: code() })
  world.nowMs += 30_000
  const signIn = (totp?: string, clientIp = '192.0.2.1') =>
    login(accountContext(world, { clientIp }), { email, password, ...(totp === undefined ? {} : { totp }) })
  const withToken = async (token: string): Promise<AccountContext> => {
    const caller = await authenticate(accountContext(world), token)
    return accountContext(world, { caller })
  }
  return { world, app, code, recovery: recovery_codes, signIn, withToken }
}

/** RFC 6238, appendix B: the secret `12345678901234567890`, the last six of the eight digits there. */
it('counts as RFC 6238 does', async () => {
  const app = new TOTP({ secret: Secret.fromLatin1('12345678901234567890') })
  expect(app.generate({ timestamp: 59_000 })).toBe('287082')
  expect(app.generate({ timestamp: 1_111_111_109_000 })).toBe('081804')
})

describe('a second factor', () => {
  it('is asked for once it is set, after the password', async () => {
    const { world, code, signIn } = await setup()
    expect(await codeOf(signIn())).toBe('totp_required')
    expect(await codeOf(signIn('000000'))).toBe('totp_invalid')
    const wrong = login(accountContext(world), { email, password: 'wrong', totp: code() })
    expect(await codeOf(wrong)).toBe('invalid_credentials')
    expect(await codeOf(signIn(code()))).toBe('ok')
  })

  it('is no matter of accounts without one', async () => {
    const { world } = await setup()
    await addUser(world, 'plain@example.com')
    const ctx = await signedIn(world, 'plain@example.com')
    expect(await me(ctx)).toMatchObject({ totp_enabled: false, totp_required: false })
  })

  it('takes each code once, and that of the step before and after', async () => {
    const { world, code, signIn } = await setup()
    const first = code()
    expect(await codeOf(signIn(first))).toBe('ok')
    expect(await codeOf(signIn(first))).toBe('totp_invalid')
    expect(await codeOf(signIn(code(world.nowMs + 30_000)))).toBe('ok')
    world.nowMs += 90_000
    expect(await codeOf(signIn(code(world.nowMs - 30_000)))).toBe('ok')
    expect(await codeOf(signIn(code(world.nowMs - 60_000)))).toBe('totp_invalid')
  })

  it('has ten recovery codes, each good once', async () => {
    const { recovery, signIn } = await setup()
    expect(new Set(recovery).size).toBe(10)
    for (const code of recovery) expect(code).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}$/)
    expect(await codeOf(signIn(recovery[3]))).toBe('ok')
    expect(await codeOf(signIn(recovery[3]))).toBe('totp_invalid')
    expect(await codeOf(signIn(` ${(recovery[4] ?? '').toUpperCase().replace('-', ' ')} `))).toBe('ok')
  })

  it.each(['code of the app', 'recovery code'])(
    'a %s shown side by side is good at most once at a place',
    async (kind) => {
      const { world, code, recovery } = await setup()
      const totp = kind === 'recovery code' ? (recovery[5] ?? '') : code()
      const burst = (memories: readonly StoreMemory[]) =>
        Promise.all(
          memories.map((memory, at) =>
            codeOf(
              login(accountContext(world, { memory, clientIp: `192.0.2.${at}` }), { email, password, totp }),
            ),
          ),
        )
      const memory = createMemory()
      const shared = await burst(Array.from({ length: 4 }, () => memory))
      expect(shared.toSorted()).toEqual(['ok', 'totp_invalid', 'totp_invalid', 'totp_invalid'])
      const apart = await burst(Array.from({ length: 4 }, () => createMemory()))
      expect(apart).not.toContain('ok')
    },
  )

  it('isolates of one place that meet let one through at most', async () => {
    const { world, code, signIn } = await setup()
    const totp = code()
    const together = await Promise.all([1, 2, 3].map((at) => codeOf(signIn(totp, `192.0.2.${at}`))))
    expect(together.filter((one) => one === 'ok').length).toBeLessThanOrEqual(1)
    expect(await codeOf(signIn(code(world.nowMs + 30_000)))).toBe('ok')
  })

  it('a code is refused elsewhere as soon as its use is seen there, and everywhere after its time', async () => {
    const world = new SimKv({ places: 2, delayMs: () => 60_000 })
    await initializedWorld(world)
    const enrolled = await signedIn(world, email, password)
    const { secret, enrolment } = await enrolTotp(enrolled, { password })
    const app = new TOTP({ secret: Secret.fromBase32(secret) })
    const code = (): string => app.generate({ timestamp: world.nowMs })
    await confirmTotp(enrolled, { enrolment, totp: code() })
    world.settle()
    world.nowMs = Math.ceil((world.nowMs + 60_000) / 30_000) * 30_000
    const totp = code()
    const at = (place: number) => codeOf(login(accountContext(world, { place }), { email, password, totp }))
    expect([await at(0), await at(0)]).toEqual(['ok', 'totp_invalid'])
    // Seen there, within the 59 s that the code is still good.
    world.settle()
    world.nowMs += 59_000
    expect(await at(1)).toBe('totp_invalid')
    world.nowMs += 1000
    expect(await at(1)).toBe('totp_invalid')
  })

  it('limits wrong codes', async () => {
    const { code, signIn } = await setup()
    for (let count = 0; count < 5; count += 1) {
      expect(await codeOf(signIn('000000', `198.51.100.${count}`))).toBe('totp_invalid')
    }
    expect(await codeOf(signIn(code(), '198.51.100.99'))).toBe('rate_limited')
  })

  it('is stored sealed', async () => {
    const { world, app } = await setup()
    const dump = JSON.stringify([...world.dump()])
    expect(dump).not.toContain(app.secret.base32)
    expect(dump.toLowerCase()).not.toContain(app.secret.hex.toLowerCase())
  })

  it('goes with password and code; codes of it then count no more', async () => {
    const { code, recovery, signIn, withToken, world } = await setup()
    const { token } = await signIn(code())
    const ctx = await withToken(token)
    expect(await codeOf(disableTotp(ctx, { password: 'wrong', totp: recovery[0] ?? '' }))).toBe(
      'password_wrong',
    )
    expect(await codeOf(disableTotp(ctx, { password, totp: '000000' }))).toBe('totp_wrong')
    expect(await codeOf(disableTotp(ctx, { password, totp: recovery[0] ?? '' }))).toBe('ok')
    await ctx.background()
    const { entries } = await ownAudit(ctx, { kind: 'totp_changed' })
    expect(entries.map(({ what }) => what)).toContain('off')
    expect(await codeOf(signIn())).toBe('ok')
    // The next one has codes of its own.
    const again = await signedIn(world, email, password)
    const { secret, enrolment } = await enrolTotp(again, { password })
    const totp = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.nowMs })
    const { recovery_codes } = await confirmTotp(again, { enrolment, totp })
    expect(recovery_codes.some((one) => recovery.includes(one))).toBe(false)
    expect(await codeOf(signIn(recovery[1]))).toBe('totp_invalid')
    expect(await codeOf(signIn(recovery_codes[0]))).toBe('ok')
  })

  it('is enrolled within ten minutes, by whom it was begun', async () => {
    const world = await initializedWorld()
    await addUser(world, 'other@example.com')
    const ctx = await signedIn(world, email, password)
    const { secret, enrolment } = await enrolTotp(ctx, { password })
    const code = (): string =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.nowMs })
    const other = await signedIn(world, 'other@example.com')
    expect(await codeOf(confirmTotp(other, { enrolment, totp: code() }))).toBe('totp_enrolment_invalid')
    expect(await codeOf(confirmTotp(ctx, { enrolment, totp: '000000' }))).toBe('totp_wrong')
    world.nowMs += 600_000
    expect(await codeOf(confirmTotp(ctx, { enrolment, totp: code() }))).toBe('totp_enrolment_invalid')
  })
})

describe('sensitive calls', () => {
  const calls = (ctx: AccountContext): Record<string, () => Promise<unknown>> => ({
    export: () => exportData(ctx, {}),
    import: () => importData(ctx, { text: '' }),
    roles: () => updateUser(ctx, { email: 'user@example.com', is_admin: 1 }),
    mail: () => updateSettings(ctx, { mail_from: `a${Math.floor(ctx.clock())}@example.com`, password }),
    place: () => createPlace(ctx, { name: 'a place' }),
  })

  it('want the second factor of the last ten minutes', async () => {
    const { world, code, signIn, withToken } = await setup()
    await addUser(world, 'user@example.com')
    const { token } = await signIn(code())
    world.nowMs += 600_000
    for (const call of Object.values(calls(await withToken(token)))) {
      expect(await codeOf(call())).not.toBe('step_up_required')
    }
    world.nowMs += 1000
    const late = await withToken(token)
    for (const call of Object.values(calls(late))) expect(await codeOf(call())).toBe('step_up_required')
    expect(await codeOf(stepUp(late, { totp: '000000' }))).toBe('totp_wrong')
    const shown = await stepUp(late, { totp: code() })
    for (const call of Object.values(calls(await withToken(shown.token)))) {
      expect(await codeOf(call())).not.toBe('step_up_required')
    }
    // It is the same session: it ends when that would have.
    expect(Date.parse(shown.expires_at)).toBeLessThan(world.nowMs + 7 * 86_400_000 - 600_000)
  })

  it('are as they were for accounts without one', async () => {
    const world = await initializedWorld()
    const ctx = await signedIn(world, email, password)
    world.nowMs += 3_600_000
    expect(await codeOf(exportData(ctx, {}))).toBe('ok')
    expect(await codeOf(stepUp(ctx, { totp: '123456' }))).toBe('totp_disabled')
  })
})

it('is asked of admins where the site wants it', async () => {
  const { world, code, signIn, withToken } = await setup()
  const owner = await withToken((await signIn(code())).token)
  await addUser(world, 'user@example.com')
  await updateUser(owner, { email: 'user@example.com', is_admin: 1 })
  const admin = await signedIn(world, 'user@example.com')
  expect(await codeOf(requireAdminTotp(admin))).toBe('ok')
  await updateSettings(owner, { totp_required_for_admins: 1, password })
  const later = accountContext(world, { caller: admin.caller })
  expect(await codeOf(requireAdminTotp(later))).toBe('totp_enrolment_required')
  expect(await me(later)).toMatchObject({ totp_required: true })
  expect(await codeOf(requireAdminTotp(accountContext(world, { caller: owner.caller })))).toBe('ok')
})

it('a lost one is taken away by the super admin alone, by no reset of the password', async () => {
  const world = new SimKv()
  await initializedWorld(world)
  await addUser(world, 'user@example.com')
  const user = await signedIn(world, 'user@example.com')
  const { secret, enrolment } = await enrolTotp(user, { password: 'password123' })
  const totp = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.nowMs })
  await confirmTotp(user, { enrolment, totp })
  const signIn = () => login(accountContext(world), { email: 'user@example.com', password: 'password123' })
  expect(await codeOf(signIn())).toBe('totp_required')
  const owner = await signedIn(world, email, password)
  // A new password is no second factor.
  const { reset_token: token } = await makeResetToken(owner, { email: 'user@example.com' })
  await resetPassword(accountContext(world), { token, new_password: 'password123' })
  expect(await codeOf(signIn())).toBe('totp_required')
  expect((await updateUser(owner, { email: 'user@example.com', totp: 0 })).user.totp_enabled).toBe(false)
  expect(await codeOf(signIn())).toBe('ok')
  await Promise.all([user.background(), owner.background()])
  const { entries } = await siteAudit(owner, { kind: 'totp_changed' })
  expect(entries.map(({ by, what }) => [by, what]).toSorted()).toEqual([
    [email, 'user@example.com off'],
    ['user@example.com', 'on'],
  ])
})
