import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryRoot } from '../../../src/tools/paths.ts'
import { longest } from '../../support/longest-first.ts'

type Source = { readonly name: string; readonly text: string; readonly lines: number }

/** Files of a folder as `src/room/file.ts`, whose layout is the formatter's. */
function sourcesUnder(folder: string): Source[] {
  const names = readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
  return names
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => {
      const text = readFileSync(path.join(repositoryRoot, name), 'utf8')
      return { name, text, lines: text.split('\n').length - 1 }
    })
}

const sources = sourcesUnder('src')

/** Builders of keys, each of which is a line of the table at the head of the first. */
const tabled = ['src/store/kv/keys.ts', 'src/store/views/view-keys.ts']

/** A room's face holds no code, a catalogue's one neither; an entry of the edge or of a page only starts what stands elsewhere. */
function isFaceOrEntry(name: string): boolean {
  return /\/index\.ts$|^src\/ui\/i18n\/[\w-]+\.ts$|^src\/edge\/entries\/|^src\/ui\/pages\/\w+\/main\.tsx$/.test(
    name,
  )
}

function placesOf(pattern: RegExp, files: readonly Source[] = sources): string[] {
  return files.flatMap(({ name, text }) => [...text.matchAll(pattern)].map(([found]) => `${name}: ${found}`))
}

describe('the length of source files', () => {
  it('is 400 lines at most', () => {
    expect(sources.filter(({ lines }) => lines > 400).map(({ name }) => name)).toEqual([])
  })

  it('has a median of 50 to 110 lines', () => {
    const lengths = sources
      .filter(({ name }) => !isFaceOrEntry(name))
      .map(({ lines }) => lines)
      .sort((a, b) => a - b)
    const median = lengths[Math.floor(lengths.length / 2)]
    expect(median).toBeGreaterThanOrEqual(50)
    expect(median).toBeLessThanOrEqual(110)
  })

  it('is below 12 lines for at most 5 % of them', () => {
    const counted = sources.filter(({ name }) => !isFaceOrEntry(name))
    const short = counted.filter(({ lines }) => lines < 12).map(({ name }) => name)
    expect(short.length, short.join('\n')).toBeLessThanOrEqual(0.05 * counted.length)
  })
})

it('nobody asks for the parts of Hono that the edge bundles leave out', () => {
  const served = sources.filter(({ name }) => !/^src\/(?:ui|tools|emulator)\//.test(name))
  expect(placesOf(/\.(?:mount|parseBody)\(/g, served)).toEqual([])
})

describe('functions', () => {
  it('are declared', () => {
    expect(
      placesOf(/^(?:export )?const \w+ = (?:async )?(?:\([^)\n]*\)|\w+)(?:: [^=\n]+)? => \{$/gm),
    ).toEqual([])
  })

  it('have a docstring where others may call them', () => {
    const exported = sources.filter(({ name }) => !name.startsWith('src/ui/') && !tabled.includes(name))
    const bare = exported.flatMap(({ name, text }) => {
      const found = [...text.matchAll(/^(.*)\nexport (?:async )?function\*? (\w+)/gm)]
      return found.filter(([, before = '']) => !before.endsWith('*/')).map(([, , verb]) => `${name}: ${verb}`)
    })
    expect(bare).toEqual([])
  })
})

describe('what exists once', () => {
  it.each(['minuteMs', 'hourMs', 'dayMs', 'zoneMs', 'protocols', 'regions', 'regionChoices', 'priorities'])(
    '%s has one definition',
    (name) => {
      const places = placesOf(new RegExp(`^(?:export )?const ${name} = .*`, 'gm'))
      expect(places).toHaveLength(1)
    },
  )

  it('no list of protocols or regions is written out beside the vocabulary', () => {
    const list = /\[\s*'TCP',\s*'UDP',\s*'WS',\s*'WSS',\s*'WG'|\[(?:'all', )?'domestic', 'overseas'\]/g
    expect(new Set(placesOf(list).map((place) => place.split(':')[0]))).toEqual(
      new Set(['src/contract/vocabulary.ts']),
    )
  })

  it('no constant is named for a day, an hour or a minute in figures', () => {
    expect(placesOf(/^(?:export )?const \w+ = (?:86_400_000|3_600_000|60_000)$/gm)).toEqual([
      'src/contract/time.ts: export const minuteMs = 60_000',
      'src/contract/time.ts: export const hourMs = 3_600_000',
      'src/contract/time.ts: export const dayMs = 86_400_000',
    ])
  })

  it('an address of EasyTier is put together in one place', () => {
    const address = /\$\{[\w.]+(?:\.toLowerCase\(\))?\}:\/\/\$\{\w*host\w*\}:\$\{[\w.]*port\}/gi
    expect(placesOf(address).map((place) => place.split(':')[0])).toEqual([
      'src/contract/connection-url.ts',
      // The probe's own address, already taken to pieces and with a query.
      'src/probe/upgrade.ts',
    ])
  })

  it('the files that CI begins with are there', () => {
    expect(longest.filter((file) => !existsSync(path.join(repositoryRoot, file)))).toEqual([])
  })
})
