import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifySigned } from '../../src/auth/site-key.ts'
import { call, createNode, initialize, report, signUp } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

type Payload = {
  generated_at: string
  valid_until: string
  nodes: { id: number; addresses: string[]; url: string }[]
}

for (const { name, start } of targets) {
  describe(`the snapshot, ${name}`, () => {
    let target: Target
    beforeAll(async () => {
      target = await start()
      await initialize(target)
    })
    afterAll(() => target?.stop())

    it('has the nodes that are handed out, with the addresses that owners publish, signed for 24 hours', async () => {
      const { token } = await signUp(target)
      const open = await createNode(target, token, { address_public: 1 })
      const hidden = await createNode(target, token, {
        connections: [{ type: 'TCP', ip: '5.6.7.8', port: 11010 }],
      })
      await createNode(target, token)
      for (const node of [open, hidden]) await report(target, node)
      const answer = await call(target, 'snapshot', 'GET', '/api/snapshot')
      const { payload, signature, public_key: publicKey } = answer.body as unknown as Record<string, string>
      const content = JSON.parse(payload ?? '') as Payload
      expect(content.nodes.map(({ id, addresses }) => [id, addresses])).toEqual(
        [
          [open.id, ['tcp://1.2.3.4:8080']],
          [hidden.id, []],
        ].sort(([one], [other]) => Number(one) - Number(other)),
      )
      expect(answer.text).not.toContain('5.6.7.8')
      expect(content.nodes[0]?.url).toMatch(/\/node\/\d+\?limit=1$/)
      expect(Date.parse(content.valid_until) - Date.parse(content.generated_at)).toBe(86_400_000)
      const told = await call(target, 'snapshotKey', 'GET', '/api/snapshot/key')
      expect(told.body).toMatchObject({ v: 1, algorithm: 'Ed25519', public_key: publicKey })
      // EdgeOne's WebCrypto has no Ed25519: there the curve is in software.
      expect(await verifySigned(publicKey ?? '', payload ?? '', signature ?? '')).toBe(true)
      const again = await call(target, 'snapshot', 'GET', '/api/snapshot', {
        headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
      })
      expect(again.status).toBe(304)
    })
  })
}
