import { ConverterFactory } from 'opencc-js/core'
import { from, to } from 'opencc-js/preset/cn2t'
import type { Plugin } from 'vite'

/** Where readers expect another word than the converter's: its word, theirs. */
const words: readonly (readonly [string, string])[] = [
  ['埠', '連接埠'],
  ['域名', '網域'],
  ['令牌', '權杖'],
  ['賬號', '帳號'],
  ['賬戶', '帳戶'],
  ['質量', '品質'],
  ['釋出', '發布'],
  ['告警', '警示'],
  ['後臺', '後台'],
  ['自定義', '自訂'],
  ['區域網', '區域網路'],
  ['聯機', '連線'],
]

/** Simplified Chinese in Taiwan's characters and words; whatever is not Chinese stays as it is. */
export const traditional: (text: string) => string = ConverterFactory(
  ...(from['cn'] ?? []),
  ...(to['twp'] ?? []),
  [words],
)

/** Names a module whose Chinese texts are wanted in traditional characters: `./zh-CN/core.ts?zh-TW`. */
const mark = '?zh-TW'

/** True for a module that is in traditional characters. */
export function isTraditional(id: string): boolean {
  return id.endsWith(mark)
}

/**
 * Answers `FILE?zh-TW` with the file's own source in traditional characters, and so with all that the file imports from
 * its own folder. The third catalogue is thus never written and never forgotten.
 */
export function traditionalTexts(): Plugin {
  return {
    name: 'traditional-texts',
    enforce: 'pre',
    async resolveId(source, importer) {
      const isMarked = isTraditional(source)
      const isNeighbour = source.startsWith('./') && importer !== undefined && isTraditional(importer)
      if (!isMarked && !isNeighbour) return null
      const asker = importer?.replace(mark, '')
      const found = await this.resolve(source.replace(mark, ''), asker, { skipSelf: true })
      return found === null ? null : found.id + mark
    },
    async load(id) {
      if (!isTraditional(id)) return null
      const file = id.slice(0, -mark.length)
      this.addWatchFile(file)
      return { code: traditional(await this.fs.readFile(file, { encoding: 'utf8' })), moduleType: 'ts' }
    },
  }
}

/** The static Chinese of a page a second time, in traditional characters, beside each piece that says it is Chinese. */
export function withTraditional(html: string): string {
  return html.replace(
    /<span((?: class="bone")?) data-lang="zh" lang="zh-CN"((?: aria-hidden="true")?)>([^]*?)<\/span>/g,
    (whole, bone: string, hidden: string, text: string) =>
      `${whole}<span${bone} data-lang="tw" lang="zh-TW"${hidden}>${traditional(text)}</span>`,
  )
}
