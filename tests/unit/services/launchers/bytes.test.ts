import { expect, it } from 'vitest'
import { Bytes } from '../../../../src/services/launchers/bytes.ts'

it('is the UTF-8 of all that was added, in its order, over the borders of its pieces', () => {
  const bytes = new Bytes()
  const parts = Array.from({ length: 3000 }, (_, at) => `${at} 杭州·🚀é;`.repeat((at % 5) + 1))
  for (const part of parts) bytes.add(part)
  expect(new TextDecoder('utf-8', { fatal: true }).decode(bytes.whole())).toBe(parts.join(''))
})

it('is empty where nothing was added', () => {
  expect(new Bytes().whole()).toHaveLength(0)
})
