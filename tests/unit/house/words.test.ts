import { describe, expect, it } from 'vitest'
import { errorsEn } from '../../../src/contract/errors-en.ts'
import { errors } from '../../../src/contract/errors.ts'
import { traditional } from '../../../src/ui/build/traditional.ts'
import { guideTexts, sourceTexts, type Written } from '../../support/written-texts.ts'

/** A word, and what the house says in its place. */
type Pair = readonly [word: RegExp, better: string]

const percent: Pair = [/\d %|\} %/, '96%']

const zh: readonly Pair[] = [
  [/账户|帐户|帐号/, '账号'],
  [/停用[^，。；]{0,8}节点|节点(?:已|被)*停用|暂停分配/, '暂停（停用的是账号、渠道和两步验证）'],
  [/健康检[测查]|检查服务(?!器)/, '检测'],
  [/登记|创建节点|添加于节点/, '添加节点'],
  [/分到谁/, '分到哪个节点'],
  [/页眉/, '页面顶部'],
  [/您/, '你'],
  [/\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u, '，；：？！'],
  percent,
]
/** 余量 of a quota is what guides speak of, too. */
const zhOfPages: readonly Pair[] = [...zh, [/余量/, '可以接人']]

const en: readonly Pair[] = [
  [/\bdrain(?:ed|s|ing)?\b/i, 'pause'],
  [/\b(?:with|has|have) room\b|^Room$/i, 'spare capacity'],
  [/\boverseas\b/i, 'outside mainland China'],
  [/\blook(?:s|ed|ing)? into\b/i, 'check'],
  [/\bno undo\b/i, 'cannot be undone'],
  [/\bI have an account\b/i, 'I already have an account'],
  [/\bpeers at most\b/i, 'maximum peers'],
  [/\blog(?:s|ged|ging)?[ -](?:in|out|into)\b|\blogin\b/i, 'sign in, sign out'],
  [/\b(?:\d+|existing|maximum|more|new) connections\b/i, 'peers'],
  [/\buntil now\b/i, 'still'],
  [/\bgo on looking\b/i, 'keep watching'],
  percent,
]
const enOfPages: readonly Pair[] = [
  ...en,
  [/\bconnections\b/i, 'peers'],
  [/\b(?:a|the|this|test) mails?\b(?! (?:settings|folder))/i, 'an e-mail'],
  [/\bis offered\b|\boffered to\b/i, 'handed out'],
  [/\bby itself\b(?=;)/i, 'automatically'],
  [/\bone a line\b/i, 'one per line'],
  [/\bfor good\b/i, 'permanently, fixed'],
  [/\bNo answer came\b|\bWhat can go wrong\b|^Asking$/i, 'No response, Errors, Sending'],
  [/\w\(s\)/, '{n:node|nodes}'],
]

/** Texts that may have such a word, with the reason. */
const exceptions: readonly (readonly [file: RegExp, text: RegExp, why: string])[] = [
  [
    /^src\/contract\/route-docs-auth\.ts$|\/auth\/register\.ts$/,
    /^注册成功,请查收验证邮件$/,
    'is the contract’s',
  ],
  [/^src\/contract\/route-docs-node\.ts$/, /^创建节点$/, 'is what the contract calls the call'],
  [/^src\/contract\/examples\.ts$/, /^高速,稳定$/, 'is the contract’s example of tags'],
  [/^src\/contract\/check\.ts$/, /tcp:\/\/主机:端口/, 'is an address'],
  [/^src\/contract\/field-docs\.ts$/, /\boverseas\b/, 'names a value of the API'],
  [/./, /TCP connections|refuses connections|TLS connections|keeps connections to the server/, 'are of TCP'],
  [/./, /function[’']s log in the console/, 'a log, in the console'],
  [/^docs\/glossary\.md$/, /older word: \*\*drain\*\*/, 'says that this is the older word'],
]

function offences(written: readonly Written[], pairs: readonly Pair[]): string[] {
  return written.flatMap(({ file, text }) => {
    const isExcepted = exceptions.some(([place, which]) => place.test(file) && which.test(text))
    if (isExcepted) return []
    return pairs.filter(([word]) => word.test(text)).map(([, better]) => `${file}: ${text} -> ${better}`)
  })
}

describe('the words of the house, one for one thing,', () => {
  it('are those of every Chinese text of the source', () =>
    expect(offences(sourceTexts('zh'), zhOfPages)).toEqual([]))
  it('are those of every English text of the source', () =>
    expect(offences(sourceTexts('en'), enOfPages)).toEqual([]))
  it('are those of the guides', () => {
    expect(offences(guideTexts('zh'), zh)).toEqual([])
    expect(offences(guideTexts('en'), en)).toEqual([])
  })

  it('stay so in traditional characters', () => {
    const catalogues = sourceTexts('zh').filter(({ file }) => file.includes('/i18n/zh-CN/'))
    const written = catalogues.map(({ file, text }) => ({ file, text: traditional(text) }))
    const pairs: readonly Pair[] = [
      [/賬[戶號户]|帳[戶户]/, '帳號'],
      [/停用[^，。；]{0,8}節點|節點(?:已|被)*停用/, '暫停'],
      [/健康檢[測查]|檢查服務(?!器)/, '檢測'],
      [/登記|建立節點|創建節點/, '新增節點'],
      ...zh.slice(-3),
    ]
    expect(written.length).toBeGreaterThan(1000)
    expect(offences(written, pairs)).toEqual([])
  })

  it('have no names of the contract’s fields in what an error says', () => {
    const raw = (texts: readonly string[]) =>
      texts.filter((text) => /[a-z]_[a-z]/.test(text.replace('easytier_kv', '')))
    expect(raw(Object.values(errors).map(({ zh: text }) => text))).toEqual([])
    expect(raw(Object.values(errorsEn))).toEqual([])
  })
})

describe('what is looked at', () => {
  it('are all catalogues, mails, messages, errors, docs of fields and pages, in both languages', () => {
    const places =
      'status status-later node console-nodes console-audit console-alerts console-events share docs incidents core reasons check-causes event-words notfound'
    const others =
      'services/mail/texts services/alerts/words services/alerts/lines http/text/event-words contract/field-docs contract/route-docs-public ui/lib/api-problem ui/build/site-shell'
    for (const [language, folder] of [
      ['zh', 'zh-CN'],
      ['en', 'en'],
    ] as const) {
      const files = new Set(sourceTexts(language).map(({ file }) => file))
      for (const name of places.split(' ')) expect(files).toContain(`src/ui/i18n/${folder}/${name}.ts`)
      for (const name of others.split(' ')) expect(files).toContain(`src/${name}.ts`)
      expect(files).toContain('src/ui/index.html')
    }
    expect(sourceTexts('zh').map(({ file }) => file)).toContain('src/contract/self-test-findings.ts')
    expect(sourceTexts('en').map(({ file }) => file)).toContain('src/contract/self-test-findings-en.ts')
  })

  it('would be found if it were wrong', () => {
    const told = (text: string, pairs: readonly Pair[]): number =>
      offences([{ file: 'x', text }], pairs).length
    for (const text of ['我的账户', '停用 {n} 个节点', '健康检查', '登记节点', '96 %', '处理:重测'])
      expect([text, told(text, zhOfPages)]).toEqual([text, 1])
    for (const text of ['26 with room', 'Drained', 'Look into it', 'Please log in', '3 connections open'])
      expect([text, told(text, enOfPages) > 0]).toEqual([text, true])
    expect(told('停用账号', zhOfPages) + told('Sign in', enOfPages)).toBe(0)
  })

  it('has no exception that nothing needs', () => {
    const all = [...sourceTexts('zh'), ...sourceTexts('en'), ...guideTexts('zh'), ...guideTexts('en')]
    const idle = exceptions.filter(
      ([place, which]) => !all.some(({ file, text }) => place.test(file) && which.test(text)),
    )
    expect(idle.map(([, which]) => which.source)).toEqual([])
  })
})
