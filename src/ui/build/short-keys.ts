import type { Plugin } from 'vite'

const quoted = /(\bt\(\s*)?(['"`])([A-Za-z]\w*)\2/g
const templates = /\bt\(\s*`([^`]*\$\{[^`]*)`/g
const catalogue = /\/i18n\/(?:zh-CN|en)\/[\w-]+\.ts(?:\?zh-TW)?$/
const property = /^( +)([A-Za-z]\w*):/gm

/** Texts of every page and of the status page before the others. */
function firstTextsFirst(a: string, b: string): number {
  const rank = (file: string): number => (/\/(?:core|status)\.ts$/.test(file) ? 0 : 1)
  return rank(a) - rank(b) || (a < b ? -1 : 1)
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** a to Z, then aa, ab and so on. */
function shortName(index: number): string {
  const last = letters[index % letters.length] ?? ''
  return index < letters.length ? last : shortName(Math.floor(index / letters.length) - 1) + last
}

/**
 * Short names for keys of the catalogues, by key. A key gets one when the sources name it in calls of `t` alone: what
 * also stands elsewhere in quotes, or could be put together from parts, may reach `t` as a value and keeps its name.
 */
export function shortKeys(
  catalogues: readonly string[],
  sources: readonly string[],
): ReadonlyMap<string, string> {
  const called = new Set<string>()
  const elsewhere = new Set<string>()
  const built: RegExp[] = []
  for (const source of sources) {
    for (const [, call, , key = ''] of source.matchAll(quoted)) (call ? called : elsewhere).add(key)
    for (const [, text = ''] of source.matchAll(templates))
      built.push(new RegExp(`^${text.replaceAll(/\$\{[^}]*\}/g, '.*')}$`))
  }
  const keys = new Set(
    catalogues.flatMap((text) => [...text.matchAll(property)].map(([, , key = '']) => key)),
  )
  const free = [...keys].filter(
    (key) => called.has(key) && !elsewhere.has(key) && !built.some((pattern) => pattern.test(key)),
  )
  // The first catalogues have the texts that a first visit waits for, and so the shortest names.
  const taken = Array.from({ length: free.length + keys.size }, (_, index) => shortName(index))
  const names = taken.filter((name) => !keys.has(name))
  return new Map(free.map((key, index) => [key, names[index] ?? key]))
}

/** Writes the short names into catalogues and calls of a build: some KB less in a language's texts alone. */
export function shortenKeys(uiFolder: string): Plugin {
  let names: ReadonlyMap<string, string> = new Map()
  const renamed = (key: string): string => names.get(key) ?? key
  return {
    name: 'short-keys',
    apply: 'build',
    enforce: 'pre',
    async buildStart() {
      const under = async (folder: string): Promise<string[]> => {
        const entries = await this.fs.readdir(folder, { withFileTypes: true })
        const found = entries.map((entry) => {
          const path = `${folder}/${entry.name}`
          if (entry.isDirectory()) return under(path)
          return /\.tsx?$/.test(entry.name) ? [path] : []
        })
        return (await Promise.all(found)).flat()
      }
      const files = [...(await under(uiFolder)), ...(await under(`${uiFolder}/../contract`))].sort(
        firstTextsFirst,
      )
      const read = (isText: boolean): Promise<string[]> =>
        Promise.all(
          files
            .filter((file) => catalogue.test(file) === isText)
            .map((file) => this.fs.readFile(file, { encoding: 'utf8' })),
        )
      names = shortKeys(await read(true), await read(false))
    },
    transform(code, id) {
      if (!id.startsWith(uiFolder)) return null
      if (catalogue.test(id))
        return {
          code: code.replaceAll(property, (_, before: string, key: string) => `${before}${renamed(key)}:`),
          map: null,
        }
      const said = code.replaceAll(quoted, (whole, call: string | undefined, quote: string, key: string) =>
        call === undefined ? whole : `${call}${quote}${renamed(key)}${quote}`,
      )
      return said === code ? null : { code: said, map: null }
    },
  }
}
