import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryRoot } from '../../../src/tools/paths.ts'
import { setMessages, translate } from '../../../src/ui/i18n/language.ts'
import * as statusEn from '../../../src/ui/i18n/en/status.ts'
import * as statusZh from '../../../src/ui/i18n/zh-CN/status.ts'

describe('the words of the public pages', () => {
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
