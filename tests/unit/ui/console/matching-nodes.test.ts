import { expect, it } from 'vitest'
import { matchingNodes } from '../../../../src/ui/pages/console/announcements/matching-nodes.ts'

const nodes = ['东京-01', 'Tokyo relay', 'my tokyo', 'Osaka'].map((name, at) => ({ id: 1_000 + at, name }))

it.each([
  ['tokyo', ['Tokyo relay', 'my tokyo']],
  [' 1003 ', ['Osaka']],
  ['100', []],
  ['', []],
  ['京', ['东京-01']],
])('%j finds %j', (words, names) => {
  expect(matchingNodes(nodes, [], words).map(({ name }) => name)).toEqual(names)
})

it('leaves out what is chosen and shows eight', () => {
  const many = Array.from({ length: 20 }, (_, id) => ({ id, name: `node ${id}` }))
  expect(matchingNodes(many, many.slice(0, 3), 'node').map(({ id }) => id)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
})
