import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { expect, test } from 'vitest'

const namesSchema = v.optional(v.record(v.string(), v.string()), {})
const schema = v.object({
  packages: v.record(
    v.string(),
    v.object({
      version: v.string(),
      integrity: v.optional(v.string()),
      resolved: v.optional(v.string()),
      inBundle: v.optional(v.boolean()),
      optionalDependencies: namesSchema,
    }),
  ),
})
const { packages } = v.parse(schema, JSON.parse(readFileSync('package-lock.json', 'utf8')))

/** Where Node would find `name` for the package in folder `from`; undefined when the lockfile has it nowhere. */
function find(from: string, name: string): string | undefined {
  const inside = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (packages[inside] !== undefined) return inside
  if (from === '') return undefined
  const end = from.lastIndexOf('/node_modules/')
  return find(end === -1 ? '' : from.slice(0, end), name)
}

test('the lockfile lists the optional packages of all platforms: npm ci refuses one that lists some', () => {
  const wanted = Object.entries(packages).flatMap(([from, entry]) =>
    Object.keys(entry.optionalDependencies).map((name) => ({ from, name })),
  )
  expect(wanted.map(({ name }) => name)).toContain('@oxlint/binding-darwin-arm64')
  expect(wanted.filter(({ from, name }) => find(from, name) === undefined)).toEqual([])
})

test('every package of the lockfile has its checksum, and none is bound to one registry', () => {
  const entries = Object.entries(packages).filter(([name]) => name !== '')
  const bare = entries.filter(([, entry]) => entry.integrity === undefined && entry.inBundle !== true)
  expect(bare.map(([name]) => name)).toEqual([])
  expect(entries.filter(([, entry]) => entry.resolved !== undefined).map(([name]) => name)).toEqual([])
})
