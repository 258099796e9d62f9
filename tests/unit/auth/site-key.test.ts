import { ed25519 } from '@noble/curves/ed25519.js'
import { base64url } from 'jose'
import { describe, expect, it } from 'vitest'
import { deriveSecrets } from '../../../src/auth/secrets.ts'
import { loadSiteKey, verifySigned } from '../../../src/auth/site-key.ts'

function secretsOf(text: string) {
  const secrets = deriveSecrets(text)
  if (secrets === undefined) throw new Error('too short')
  return secrets
}

describe("the site's own key", () => {
  it('signs as Ed25519 does elsewhere, and is the same at each start', async () => {
    const secrets = secretsOf('a secret of more than 16 characters')
    const key = await loadSiteKey(secrets)
    const publicKey = key.publicKey
    expect(publicKey).toBe(base64url.encode(ed25519.getPublicKey(secrets.snapshotKey)))
    const signature = await key.sign('节点 list')
    const text = new TextEncoder().encode('节点 list')
    expect(ed25519.verify(base64url.decode(signature), text, base64url.decode(publicKey))).toBe(true)
    expect(await verifySigned(publicKey, '节点 list', signature)).toBe(true)
    const again = await loadSiteKey(secretsOf('a secret of more than 16 characters'))
    expect(again.publicKey).toBe(publicKey)
    expect((await loadSiteKey(secretsOf('another secret of 16 characters'))).publicKey).not.toBe(publicKey)
  })

  it('is not taken for what it is not', async () => {
    const key = await loadSiteKey(secretsOf('a secret of more than 16 characters'))
    const publicKey = key.publicKey
    const signature = await key.sign('list')
    expect(await verifySigned(publicKey, 'list!', signature)).toBe(false)
    for (const [wrongKey, wrongSignature] of [
      [publicKey, ''],
      [publicKey, '****'],
      ['', signature],
      ['AAAA', signature],
    ] as const) {
      expect(await verifySigned(wrongKey, 'list', wrongSignature)).toBe(false)
    }
  })
})
