import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { base64url } from 'jose'
import { deriveSecrets, type Secrets } from '../../../src/auth/secrets.ts'
import { readSession, sessionSeconds, signSession } from '../../../src/auth/tokens.ts'

const jwtSecret = '0123456789abcdef0123456789abcdef'
function secretsOf(text: string): Secrets {
  const secrets = deriveSecrets(text)
  if (secrets === undefined) throw new Error('too short')
  return secrets
}
const secrets = secretsOf(jwtSecret)
const nowMs = Date.UTC(2026, 10, 22)
const session = {
  userKey: 'ab'.repeat(16),
  passwordId: 'p1',
  version: nowMs,
  id: '0123456789abcdef',
  proofMs: 5,
}
const claims = { ver: nowMs, pid: 'p1' }

function build(alg: string, seconds = sessionSeconds) {
  return new SignJWT(claims)
    .setProtectedHeader({ alg })
    .setSubject(session.userKey)
    .setIssuedAt(nowMs / 1000)
    .setExpirationTime(nowMs / 1000 + seconds)
}

function part(value: unknown): string {
  return base64url.encode(new TextEncoder().encode(JSON.stringify(value)))
}
async function kindOf(token: string, at = nowMs): Promise<string> {
  return (await readSession(secrets, token, at)).kind
}

describe('session tokens', () => {
  it('reads what it signed, for 7 days', async () => {
    const { token, expiresAtMs } = await signSession(secrets, session, nowMs)
    expect(expiresAtMs).toBe(nowMs + 7 * 86_400_000)
    expect(await readSession(secrets, token, nowMs)).toEqual({ kind: 'session', session, expiresAtMs })
    expect(await kindOf(token, expiresAtMs - 1000)).toBe('session')
    expect(await kindOf(token, expiresAtMs + 6000)).toBe('expired')
  })

  it('carries sub, iat and exp in an HS256 token', async () => {
    const { token } = await signSession(secrets, session, nowMs)
    const [header = '', payload = ''] = token
      .split('.')
      .map((text) => Buffer.from(text, 'base64url').toString())
    expect(JSON.parse(header)).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(JSON.parse(payload)).toEqual({
      ...claims,
      prf: session.proofMs,
      jti: session.id,
      sub: session.userKey,
      iat: nowMs / 1000,
      exp: nowMs / 1000 + sessionSeconds,
    })
  })

  it('refuses alg none', async () => {
    const unsecured = new UnsecuredJWT(claims)
      .setSubject(session.userKey)
      .setIssuedAt(nowMs / 1000)
      .setExpirationTime(nowMs / 1000 + 1000)
      .encode()
    expect(await kindOf(unsecured)).toBe('invalid')
    const { token } = await signSession(secrets, session, nowMs)
    const [, payload = '', signature = ''] = token.split('.')
    for (const alg of ['none', 'None', 'NONE', '']) {
      expect(await kindOf(`${part({ alg })}.${payload}.`)).toBe('invalid')
      expect(await kindOf(`${part({ alg })}.${payload}.${signature}`)).toBe('invalid')
    }
  })

  it('refuses other algorithms even under the right key', async () => {
    const long = new Uint8Array(64)
    long.set(secrets.sessionKey)
    expect(await kindOf(await build('HS384').sign(long))).toBe('invalid')
    expect(await kindOf(await build('HS512').sign(long))).toBe('invalid')
  })

  it('refuses the raw secret and every other key as signing key', async () => {
    for (const key of [new TextEncoder().encode(jwtSecret), secrets.pepper, secrets.sealingKey]) {
      expect(await kindOf(await build('HS256').sign(key))).toBe('invalid')
    }
    const other = await signSession(secretsOf('another secret of it'), session, nowMs)
    expect(await kindOf(other.token)).toBe('invalid')
    expect(await kindOf(await build('HS256').sign(secrets.sessionKey))).toBe('session')
  })

  it('tells an expired token, but only when its signature is right', async () => {
    expect(await kindOf(await build('HS256', -10).sign(secrets.sessionKey))).toBe('expired')
    expect(await kindOf(await build('HS256', -10).sign(secrets.pepper))).toBe('invalid')
  })

  it('refuses a token changed at any place', async () => {
    const { token } = await signSession(secrets, session, nowMs)
    for (let index = 0; index < token.length - 1; index += 1) {
      const changed = token[index] === 'A' ? 'B' : 'A'
      expect(await kindOf(token.slice(0, index) + changed + token.slice(index + 1))).toBe('invalid')
    }
  })

  it('refuses payloads without a claim or with a claim of another type', async () => {
    const sign = (payload: Record<string, unknown>) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(secrets.sessionKey)
    const whole = { ...claims, sub: session.userKey, iat: nowMs / 1000, exp: nowMs / 1000 + 60 }
    expect(await kindOf(await sign(whole))).toBe('session')
    for (const name of Object.keys(whole)) {
      const { [name as keyof typeof whole]: _dropped, ...rest } = whole
      expect(await kindOf(await sign(rest))).toBe('invalid')
      expect(await kindOf(await sign({ ...rest, [name]: [] }))).toBe('invalid')
    }
  })

  it.each([
    '',
    '.',
    '..',
    '...',
    'a.b.c',
    'null',
    `${part({})}.${part({})}.`,
    '\u0000',
    'é.é.é',
    '.'.repeat(5000),
  ])('refuses %j', async (text) => {
    expect(await kindOf(text)).toBe('invalid')
  })
})
