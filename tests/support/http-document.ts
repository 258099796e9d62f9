import { readFileSync } from 'node:fs'

/** The user's API document, copied, never retyped. */
const text = readFileSync('tests/fixtures/api-contract.txt', 'utf8')

export type DocumentedCall = {
  readonly method: string
  readonly path: string
  /** JSON blocks of the section in order, with the Chinese heading before each: 请求体, 响应, 在线响应, … */
  readonly blocks: readonly { readonly heading: string; readonly value: unknown }[]
  readonly statuses: readonly number[]
}

/** Every call that the document describes, with its example bodies and status codes. */
export function documentedCalls(): DocumentedCall[] {
  const body = text.slice(0, text.indexOf('错误响应格式'))
  const starts = [...body.matchAll(/^(GET|POST|PUT|DELETE)(\/api\/[\w/<>?=-]*)/gm)]
  return starts.map((start, index) => {
    const section = body.slice(start.index, starts[index + 1]?.index ?? body.length)
    return {
      method: start[1] ?? '',
      path: (start[2] ?? '').replace(/\?.*$/, '').replace('<id>', '{id}'),
      blocks: jsonBlocks(section),
      statuses: [...section.matchAll(/(?<!\d)([2345]\d\d): /g)].map(([, status]) => Number(status)),
    }
  })
}

function jsonBlocks(section: string): { heading: string; value: unknown }[] {
  const blocks: { heading: string; value: unknown }[] = []
  for (let from = section.indexOf('\n{'); from !== -1;) {
    const end = endOfObject(section, from + 1)
    const heading = /([\p{Script=Han}]+)\s*$/u.exec(section.slice(0, from))?.[1] ?? ''
    blocks.push({ heading, value: JSON.parse(section.slice(from + 1, end)) })
    from = section.indexOf('\n{', end)
    // The next heading may stand right behind the closing brace: `}响应`.
  }
  return blocks
}

function endOfObject(source: string, start: number): number {
  let depth = 0
  let quoted = false
  for (let at = start; at < source.length; at += 1) {
    const char = source[at]
    if (char === '"' && source[at - 1] !== '\\') quoted = !quoted
    if (quoted) continue
    if (char === '{') depth += 1
    if (char === '}') depth -= 1
    if (depth === 0) return at + 1
  }
  throw new Error('the document has an unclosed object')
}

export type CurlExample = {
  /** The comment line above the command. */
  readonly title: string
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly data: string | undefined
}

/** The curl commands of the document's last part, in order, read as a shell would split them. */
export function curlExamples(): CurlExample[] {
  const source = text.slice(text.indexOf('使用示例'))
  return [...source.matchAll(/^# \d+\. (.+)\n|^# (.+)\n/gm)].map((match) => {
    const command = source.slice((match.index ?? 0) + match[0].length)
    return readCurl((match[1] ?? match[2] ?? '').trim(), command)
  })
}

function readCurl(title: string, command: string): CurlExample {
  const words = shellWords(command)
  if (words[0] !== 'curl') throw new Error(`no curl command after "${title}"`)
  const headers: Record<string, string> = {}
  let method: string | undefined
  let url = ''
  let data: string | undefined
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const value = words[at + 1] ?? ''
    if (word === '-X') method = value
    else if (word === '-d') data = value
    else if (word === '-H')
      headers[value.slice(0, value.indexOf(':')).toLowerCase()] = value.replace(/^[^:]+:\s*/, '')
    else url = word
    if (word.startsWith('-')) at += 1
  }
  const { pathname, search } = new URL(url)
  return {
    title,
    method: method ?? (data === undefined ? 'GET' : 'POST'),
    target: pathname + search,
    headers,
    data,
  }
}

/** Words of one command. A quoted word ends with its quote, because the document glues its next heading to it. */
function shellWords(command: string): string[] {
  const words: string[] = []
  const pattern = /[ \t]*(?:'([^']*)'|"([^"]*)"|([^\s'"]+))/y
  for (;;) {
    const match = pattern.exec(command)
    if (!match) return words
    words.push(match[1] ?? match[2] ?? match[3] ?? '')
    const next = command[pattern.lastIndex]
    if (next === '\n' || next === undefined) return words
    if (next !== ' ') return words
  }
}
