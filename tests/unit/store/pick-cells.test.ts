import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listColumns, someListCells } from '../../../src/store/views/index.ts'
import { pickCells } from '../../../src/store/views/pick-cells.ts'

const cell = fc.string({ maxLength: 6 }).map((text) => text.replaceAll('\t', ' '))

test('cells picked out of a line are those of the whole line, up to the first that it lacks', () => {
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 1, maxLength: 12 }),
      fc.uniqueArray(fc.nat({ max: 14 }), { maxLength: 8 }),
      cell,
      (cells, columns, front) => {
        const wanted = columns.toSorted((one, other) => one - other)
        const there = wanted.filter((column) => column < cells.length)
        expect(pickCells(front + cells.join('\t'), wanted, front.length)).toEqual(
          there.map((column) => cells[column]),
        )
      },
    ),
  )
})

test("a list row's mark is no part of its first cell", () => {
  const row = `1${listColumns.map((_name, at) => at).join('\t')}`
  expect(someListCells(row, [0, 3, listColumns.length - 1])).toEqual(['0', '3', `${listColumns.length - 1}`])
})
