import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryRoot } from '../../../src/tools/paths.ts'
import { setMessages, translate } from '../../../src/ui/i18n/language.ts'
import * as docsEn from '../../../src/ui/i18n/en/docs.ts'
import * as nodeEn from '../../../src/ui/i18n/en/node.ts'
import * as lostEn from '../../../src/ui/i18n/en/notfound.ts'
import * as shareEn from '../../../src/ui/i18n/en/share.ts'
import * as statusEn from '../../../src/ui/i18n/en/status.ts'
import * as docsZh from '../../../src/ui/i18n/zh-CN/docs.ts'
import * as nodeZh from '../../../src/ui/i18n/zh-CN/node.ts'
import * as lostZh from '../../../src/ui/i18n/zh-CN/notfound.ts'
import * as shareZh from '../../../src/ui/i18n/zh-CN/share.ts'
import * as statusZh from '../../../src/ui/i18n/zh-CN/status.ts'

type Catalogue = Readonly<Record<string, string>>

const zh: readonly Catalogue[] = [statusZh, nodeZh, shareZh, docsZh, lostZh].map(({ messages }) => messages)
const en: readonly Catalogue[] = [statusEn, nodeEn, shareEn, docsEn, lostEn].map(({ messages }) => messages)

/** Words that say what another word says already, each with the one to use. */
const forbiddenZh: readonly (readonly [RegExp, string])[] = [
  [/账户|帐户|帐号/, '账号'],
  [/停用节点|已停用|暂停分配/, '暂停'],
  [/健康检测|健康检查|检查服务/, '检测'],
  [/登记节点|创建节点|登记于|添加于节点/, '添加节点'],
  [/余量/, '可以接人'],
  [/分到谁/, '分到哪个节点'],
  [/\d %|\} %/, '96%'],
]
const forbiddenEn: readonly (readonly [RegExp, string])[] = [
  [/\bdrain(?:ed|s)?\b/i, 'pause'],
  [/\b(?:with|has|have) room\b|^Room$/i, 'spare capacity'],
  [/\boverseas\b/i, 'outside mainland China'],
  [/\bis offered\b|\boffered to\b/i, 'handed out'],
  [/\bconnections\b/i, 'peers'],
  [/\bby itself\b(?=;)/i, 'automatically'],
  [/\buntil now\b/i, 'still'],
  [/\blook into\b/i, 'check'],
  [/\bone a line\b/i, 'one per line'],
  [/\bfor good\b/i, 'permanently, fixed'],
  [/\bNo answer came\b|\bWhat can go wrong\b|^Asking$/i, 'No response, Errors, Sending'],
  [/\d %|\} %/, '96%'],
]

function offences(catalogues: readonly Catalogue[], pairs: typeof forbiddenZh): string[] {
  return catalogues
    .flatMap(Object.entries<string>)
    .flatMap(([key, text]) =>
      pairs.filter(([word]) => word.test(text)).map(([, better]) => `${key}: ${text} -> ${better}`),
    )
}

describe('Chinese punctuation', () => {
  const folder = path.join(repositoryRoot, 'src/ui/i18n/zh-CN')
  const files = ['src/contract/self-test-findings.ts', 'src/contract/self-test-findings-checker.ts'].concat(
    readdirSync(folder).map((file) => `src/ui/i18n/zh-CN/${file}`),
  )
  const halfWidth = /\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u
  it.each(files)('has its full width in %s', (file) => {
    const lines = readFileSync(path.join(repositoryRoot, file), 'utf8').split('\n')
    expect(lines.filter((line) => halfWidth.test(line))).toEqual([])
  })

  it('would be found if it had not', () => expect('处理:重测').toMatch(halfWidth))
})

describe('the words of the public pages', () => {
  it('are one for one thing in Chinese', () => expect(offences(zh, forbiddenZh)).toEqual([]))
  it('are one for one thing in English', () => expect(offences(en, forbiddenEn)).toEqual([]))

  it('would be found if they were not', () => {
    expect(offences([{ a: '我的账户' }], forbiddenZh)).toHaveLength(1)
    expect(offences([{ a: '26 with room', b: 'Drained' }], forbiddenEn)).toHaveLength(2)
  })

  it('name the fields of EasyTier’s own apps', () => {
    for (const field of ['对等节点地址', '公共服务器地址'])
      expect(statusZh.messages.connectHow).toContain(field)
    for (const field of ['Peer URLs', 'Public Server URL'])
      expect(statusEn.messages.connectHow).toContain(field)
    const guide = (lang: string): string =>
      readFileSync(path.join(repositoryRoot, `docs/players${lang}.md`), 'utf8')
    for (const field of ['网络名称', '网络密码', '网络方式', '公共服务器地址', '对等节点地址', '运行网络'])
      expect(guide('.zh-CN')).toContain(field)
    for (const field of [
      'Network Name',
      'Network Secret',
      'Networking Method',
      'Public Server URL',
      'Peer URLs',
    ])
      expect(guide('')).toContain(field)
  })

  it('stand in the static page as the catalogues have them', () => {
    const page = readFileSync(path.join(repositoryRoot, 'src/ui/index.html'), 'utf8')
    for (const [texts, lang] of [
      [statusZh.messages, 'zh'],
      [statusEn.messages, 'en'],
    ] as const)
      for (const key of ['boneFacts', 'connectHow', 'connect', 'onlineNodes'] as const)
        expect(page, `${lang} ${key}`).toContain(texts[key])
    setMessages('zh-CN', statusZh.messages)
    expect(page).toContain(translate('ok', { n: 28, m: 26 }))
    setMessages('en', statusEn.messages)
    expect(page).toContain(translate('ok', { n: 28, m: 26 }))
  })
})
