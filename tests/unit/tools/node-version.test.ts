import { readFileSync } from 'node:fs'
import semver from 'semver'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'

/** Versions of Node.js in EdgeOne's build image that are not end of life, as its documentation of `nodeVersion` lists them. */
const buildImageVersions = ['20.18.0', '22.11.0', '22.17.1', '24.5.0']

const enginesSchema = v.object({ node: v.string() })
const platformSchema = v.object({ nodeVersion: v.string() })
const packageSchema = v.object({ engines: enginesSchema })
const lockfileSchema = v.object({
  packages: v.record(
    v.string(),
    v.object({ engines: v.optional(v.union([v.partial(enginesSchema), v.array(v.string())])) }),
  ),
})

function readJson<S extends v.GenericSchema>(schema: S, file: string): v.InferOutput<S> {
  return v.parse(schema, JSON.parse(readFileSync(file, 'utf8')))
}

const { nodeVersion } = readJson(platformSchema, 'edgeone.json')
const { engines } = readJson(packageSchema, 'package.json')

/** Each installed package that asks for a Node version, and which. */
const wanted = Object.entries(readJson(lockfileSchema, 'package-lock.json').packages).flatMap(
  ([name, entry]) => {
    const range = Array.isArray(entry.engines) ? undefined : entry.engines?.node
    return name === '' || range === undefined ? [] : [{ name, range }]
  },
)

describe('the Node version that EdgeOne builds with', () => {
  test('is one of its build image', () => {
    expect(buildImageVersions).toContain(nodeVersion)
  })

  test('is one that package.json allows', () => {
    expect(semver.satisfies(nodeVersion, engines.node)).toBe(true)
  })

  test('is one that every installed package allows', () => {
    expect(wanted.filter(({ range }) => !semver.satisfies(nodeVersion, range))).toEqual([])
  })
})

test('package.json allows no Node version that an installed package refuses', () => {
  expect(wanted.map(({ name }) => name)).toContain('node_modules/vite')
  expect(wanted.filter(({ range }) => !semver.subset(engines.node, range))).toEqual([])
})
