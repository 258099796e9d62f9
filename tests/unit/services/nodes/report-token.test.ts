import { describe, expect, it } from 'vitest'
import { hashToken } from '../../../../src/auth/secrets.ts'
import { makeReportToken, nodeIdOfToken } from '../../../../src/services/nodes/report-token.ts'

function random(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

describe('report tokens', () => {
  for (const id of [1, 36, 244_507_898_290_971, Number.MAX_SAFE_INTEGER]) {
    it(`name their node ${id}`, () => {
      const { text, record } = makeReportToken(random, id, 5)
      expect(text).toMatch(/^etr_[0-9a-z]{11}_[0-9a-f]{32}$/)
      expect(nodeIdOfToken(text)).toBe(id)
      expect(record).toEqual({ hash: hashToken(text), prefix: text.slice(0, 20), createdMs: 5 })
      expect(record.hash).not.toContain(text.slice(20))
    })
  }

  it('differ each time', () => {
    expect(makeReportToken(random, 7, 0).text).not.toBe(makeReportToken(random, 7, 0).text)
  })

  for (const text of ['etr_1_abc', `etr_1_${'0'.repeat(33)}`, `etr_1_${'G'.repeat(32)}`, 'etr_1_']) {
    it(`${JSON.stringify(text)}, damaged, still names its node`, () => expect(nodeIdOfToken(text)).toBe(1))
  }

  for (const text of [
    '',
    'etr_',
    'etr_1',
    `etr__${'0'.repeat(32)}`,
    `etr_0_${'0'.repeat(32)}`,
    `etr_zzzzzzzzzzz_${'0'.repeat(32)}`,
    `etr_zzzzzzzzzzzz_${'0'.repeat(32)}`,
    `xtr_1_${'0'.repeat(32)}`,
    ` etr_1_${'0'.repeat(32)}`,
  ]) {
    it(`${JSON.stringify(text)} names none`, () => expect(nodeIdOfToken(text)).toBeUndefined())
  }
})
