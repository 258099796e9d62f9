import { expect, test } from 'vitest'
import { fieldDocs } from '../../../src/contract/field-docs.ts'
import { openApiDocument } from '../../../src/tools/openapi-document.ts'
import { operations, type Document } from '../../../src/ui/pages/docs/reference.ts'

const all = operations(openApiDocument('0') as Document)

test('every field of a request says what it means, in both languages', () => {
  const silent = all.flatMap(({ method, path, fields }) =>
    fields.filter(({ zh, en }) => zh === '' || en === '').map(({ name }) => `${method} ${path} ${name}`),
  )
  expect(silent).toEqual([])
})

test('a field that means two things is explained for the call at hand', () => {
  const words = (id: string, name: string) =>
    all.find((operation) => operation.id === id)?.fields.find((field) => field.name === name)?.en
  expect(words('report', 'token')).toBe('Report token of the node')
  expect(words('verify', 'token')).toBe('Token')
})

test('texts are short, without a full stop, and none says the same twice', () => {
  const texts = Object.values(fieldDocs)
  expect(texts.flat().filter((text) => text.length > 90 || /[.。]$/.test(text))).toEqual([])
  expect(new Set(texts.map(([zh]) => zh)).size).toBe(texts.length)
})
