import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { repositoryRoot } from '../../../src/tools/paths.ts'
import { headingsOf, linksOf, renderGuide, slugOf } from '../../../src/ui/build/guide-html.ts'
import { guideHtml, guides } from '../../../src/ui/build/guide-page.ts'
import { hashIn, readHash, withOrigin } from '../../../src/ui/pages/guide/texts.ts'

function read(file: string): string {
  return readFileSync(path.join(repositoryRoot, file), 'utf8')
}
function fileOf(name: string, lang: '' | '.zh-CN'): string {
  return `docs/${name}${lang}.md`
}
const files = guides.flatMap((name) => [fileOf(name, ''), fileOf(name, '.zh-CN')])

function matches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? match[0]))].sort()
}

/** Blocks of code without comments, which may be in another language. */
function codeOf(text: string): string[] {
  return [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map((match) =>
    (match[1] ?? '').replace(/# .*/g, ''),
  )
}

describe.each(files)('%s', (file) => {
  const text = read(file)

  it('has links that lead somewhere, here and on the site', () => {
    const links = linksOf(text)
    expect(links.length).toBeGreaterThan(0)
    for (const link of links.filter((href) => !/^https?:/.test(href))) {
      const [target = '', hash] = link.split('#')
      const full =
        target === ''
          ? path.join(repositoryRoot, file)
          : path.join(repositoryRoot, path.dirname(file), target)
      expect(existsSync(full), link).toBe(true)
      if (hash === undefined) continue
      const ids = headingsOf(readFileSync(full, 'utf8')).map(({ id }) => id)
      expect(ids, link).toContain(decodeURIComponent(hash))
    }
  })

  it('has pictures that are there, and words for those who do not see them', () => {
    for (const [, words = '', file = ''] of text.matchAll(/!\[(.*?)\]\((.*?)\)/g)) {
      expect(words.length).toBeGreaterThan(10)
      expect(existsSync(path.join(repositoryRoot, 'docs', file)), file).toBe(true)
    }
  })

  it('names no address of a real site in its commands', () => {
    const hosts = matches(codeOf(text).join('\n'), /https?:\/\/([^/\s'"]+)/g)
    expect(hosts).toEqual(['HOST'])
  })
})

describe.each(guides)('both languages of %s', (name) => {
  const [en, zh] = [read(fileOf(name, '')), read(fileOf(name, '.zh-CN'))]

  it('have the same headings, tables and commands', () => {
    const levels = (text: string): number[] => headingsOf(text).map(({ level }) => level)
    expect(levels(zh)).toEqual(levels(en))
    expect(zh.match(/^\|/gm)?.length).toBe(en.match(/^\|/gm)?.length)
    expect(codeOf(zh)).toEqual(codeOf(en))
  })

  it('make a page with unique ids to which every link of the page leads', () => {
    const html = guideHtml(en, zh)
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1] ?? '')
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => id !== '')).toBe(true)
    const targets = matches(html, /href="#([^"]*)"/g)
    expect(targets.length).toBeGreaterThan(10)
    expect(targets.filter((id) => !ids.includes(id))).toEqual([])
    expect(html).not.toMatch(/ style=|<script| on\w+=/)
  })
})

describe('operators', () => {
  const script = read('public/reporter.sh')
  // ET_PROC and the like, which only the script's tests set, are told apart by its own list of settings.
  const settings = matches(`${/^KEYS='.*'$/m.exec(script)?.[0]} ET_DIR`, /\bET_[A-Z]+\b/g)

  test.each(['', '.zh-CN'] as const)('names every setting of the script and no other (%s)', (lang) => {
    const named = matches(read(fileOf('operators', lang)), /\bET_[A-Z]+\b/g)
    expect(settings.length).toBeGreaterThan(5)
    expect(named).toEqual(settings)
  })

  test.each(['', '.zh-CN'] as const)('names the words that a setting may be, and no other (%s)', (lang) => {
    const rows = matches(read(fileOf('operators', lang)), /^\| `ET_\w+` \|.*$/gm)
    const allowed = [...script.matchAll(/one_of (ET_\w+) '([^']+)'/g)]
    expect(allowed.length).toBeGreaterThan(3)
    for (const [, name = '', words = ''] of allowed) {
      const row = rows.find((line) => line.startsWith(`| \`${name}\` |`)) ?? ''
      const named = matches(row.slice(name.length + 6), /`([a-z0-9]+)`/g)
      expect(named, name).toEqual([...new Set(words.split(' '))].sort())
    }
  })

  test.each(['', '.zh-CN'] as const)('names every field of a report and no other (%s)', (lang) => {
    const chapter = read(fileOf('operators', lang))
      .split(/^## /m)
      .find((part) => /^(?:What is sent|发送什么)/.test(part))
    const named = [...(chapter ?? '').matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
      matches(cell, /`(\w+)`/g),
    )
    const sent = matches(script, /\\"([a-z_]+)\\":/g)
    expect(sent).toContain('install_id')
    expect(named.toSorted()).toEqual(sent)
  })

  test.each(['', '.zh-CN'] as const)('explains only messages that the script has (%s)', (lang) => {
    const chapter = read(fileOf('operators', lang)).split(/^## /m).at(-2) ?? ''
    const messages = [...chapter.matchAll(/^\| (`.*?`) \|/gm)]
      .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)])
      .flatMap(([, message = '']) => message.split('…'))
      // figures stand where the script has a variable
      .map((part) =>
        part
          .replace(/\(400 missing_field $/, '(')
          .replace('(301)', '($CODE)')
          .replace(/^\? /, ':-?} ')
          .replace(/^\)$/, '')
          .trim(),
      )
    expect(messages.length).toBeGreaterThan(20)
    expect(messages.filter((message) => !script.includes(message))).toEqual([])
  })
})

describe('clients', () => {
  const source = ['peer', 'parse', 'client'].map((file) => read(`src/http/text/${file}.ts`)).join('\n')
  const parameters = matches(source, /(?:params\.get|req\.query)\('(\w+)'\)/g)

  test.each(['', '.zh-CN'] as const)(
    'has every parameter of /peer in its table and no other (%s)',
    (lang) => {
      const text = read(fileOf('clients', lang))
      const chapter = text
        .split(/^## /m)
        .find((part) => /^(?:Parameters of \/peer|\/peer 的参数)\n/.test(part))
      expect(parameters).toContain('relay_only')
      expect(matches(chapter ?? '', /^\| `(\w+)` \|/gm)).toEqual(parameters)
    },
  )
})

describe('the fragment of an address', () => {
  test('leads to the same place in either language; one that is no text leads nowhere', () => {
    expect(hashIn('zh-CN', readHash('#docker'))).toBe('#zh-docker')
    expect(hashIn('en', readHash('#zh-%E5%AE%89'))).toBe('#安')
    expect(hashIn('en', readHash('#%E5%'))).toBe('')
  })
})

describe('the address in the text', () => {
  test('is that of the site, and curl insists on TLS where there is any', () => {
    const text = `curl --proto '=https' -fsSL 'https://HOST/x'`
    expect(withOrigin(text, 'https://a.example')).toBe(`curl --proto '=https' -fsSL 'https://a.example/x'`)
    expect(withOrigin(text, 'http://127.0.0.1:8788')).toBe(`curl -fsSL 'http://127.0.0.1:8788/x'`)
  })
})

describe('a rendered guide', () => {
  const linkTo = (href: string): string => `/at/${href}`

  it('escapes text, names headings like GitHub and follows links', () => {
    const { html, headings, title } = renderGuide(
      '# T & u\n\n## A `b`: c?\n\n[x](#a-b-c) [y](z.md) <b>\n\n## A `b`: c?\n\n```sh\na < b\n```\n',
      { linkTo },
    )
    expect(title).toBe('T & u')
    expect(html).not.toContain('<h1')
    expect(headings.map(({ id }) => id)).toEqual(['a-b-c', 'a-b-c-1'])
    expect(html).toContain('<a href="#a-b-c">x</a> <a href="/at/z.md">y</a> &lt;b&gt;')
    expect(html).toContain('<pre><code>a &lt; b</code></pre><span data-copy="A b: c?">')
  })

  it('refuses a link to a heading that is not there', () => {
    expect(() => renderGuide('# T\n\n[x](#none)\n', { linkTo })).toThrow('no heading for #none')
  })

  it('drops punctuation of both languages from anchors', () => {
    expect(slugOf('让成员相遇：key')).toBe('让成员相遇key')
    expect(slugOf('Launchers: the query API')).toBe('launchers-the-query-api')
  })
})
