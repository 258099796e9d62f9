import { expect, test } from 'vitest'
import { makeReportToken, nodeIdOfToken } from '../../../../src/services/nodes/report-token.ts'

const token = makeReportToken((length) => new Uint8Array(length).fill(0xab), 212_305_616_584_867, 0).text

test('a token names its node', () => {
  expect(token).toMatch(/^etr_[0-9a-z]{11}_[0-9a-f]{32}$/)
  expect(nodeIdOfToken(token)).toBe(212_305_616_584_867)
})

test('a token that lost characters in pasting still names its node, so that its owner can be told', () => {
  expect(nodeIdOfToken(token.slice(0, -1))).toBe(212_305_616_584_867)
  expect(nodeIdOfToken(token.slice(0, 20))).toBe(212_305_616_584_867)
})

test('what is no token names none', () => {
  for (const text of [
    '',
    'etr_',
    'etr__ab',
    'etr_0_ab',
    'etr_A_ab',
    'etr_zzzzzzzzzzzz_ab',
    `x${token}`,
    token.slice(0, 15),
  ]) {
    expect(nodeIdOfToken(text)).toBeUndefined()
  }
})
