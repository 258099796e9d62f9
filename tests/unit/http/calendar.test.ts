import { expect, test } from 'vitest'
import { foldLine } from '../../../src/http/text/calendar.ts'

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

test('lines are folded by bytes, and no character is torn', () => {
  for (let ahead = 0; ahead < 80; ahead += 1) {
    const line = `${'x'.repeat(ahead)}${'维护🚧é'.repeat(30)}`
    const folded = foldLine(line)
    expect(folded.split('\r\n').every((part) => bytesOf(part) <= 75)).toBe(true)
    expect(folded.replaceAll('\r\n ', '')).toBe(line)
    expect(folded).not.toContain('\ufffd')
  }
})

test('a line of 75 bytes stays whole, one of 76 does not', () => {
  expect(foldLine('x'.repeat(75))).toBe('x'.repeat(75))
  expect(foldLine('x'.repeat(76))).toBe(`${'x'.repeat(75)}\r\n x`)
})
