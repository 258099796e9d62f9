import { readdirSync, readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const folder = 'node-functions/probe'
const entries = readdirSync(folder)

test('there are the three functions', () => {
  expect(entries.toSorted()).toEqual(['batch-check.ts', 'check.ts', 'health.ts'])
})

test.each(entries)('%s is a short literal handler that loads the rest when it is called', async (entry) => {
  const text = readFileSync(`${folder}/${entry}`, 'utf8')
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(10)
  expect(text).toContain('export async function onRequest(')
  expect(text).toMatch(/globalThis\.__\w+ \?\?= await import\(/)

  const { metafile, outputFiles } = await build({
    entryPoints: [`${folder}/${entry}`],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // what the build has bundled before: here its sources are looked at
    alias: { '#probe/main': './src/probe/main.ts', '#probe/health': './src/probe/health.ts' },
    logLevel: 'error',
  })
  const inputs = Object.keys(metafile.inputs)
  expect(inputs).toContain('src/probe/guard.ts')
  // hono in the graph would switch the platform into another mode
  const packages = inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [])
  for (const name of packages) expect(['ws', 'ipaddr.js', 'valibot']).toContain(name)
  // package.json tells the version; nothing else of it is in the bundle
  for (const input of inputs)
    expect(input).toMatch(
      /^(?:package\.json$|(?:node_modules|node-functions|src\/(?:probe|easytier|contract))\/)/,
    )
  expect(outputFiles[0]?.text).not.toContain('devDependencies')
})
