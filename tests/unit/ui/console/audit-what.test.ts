import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditKind } from '../../../../src/contract/audit.ts'
import { SettingsBody } from '../../../../src/contract/system.ts'
import { setMessages } from '../../../../src/ui/i18n/language.ts'
import { messages as en } from '../../../../src/ui/i18n/en/console.ts'
import { messages as zh } from '../../../../src/ui/i18n/zh-CN/console.ts'
import { auditWhat } from '../../../../src/ui/pages/console/audit/audit-what.ts'

beforeEach(() => setMessages('zh-CN', zh))
afterEach(() => setMessages('zh-CN', zh))

/** What the log says, and how it is read. */
const entries: readonly (readonly [AuditKind, string, string, string])[] = [
  ['role_changed', 'a@b.example admin', 'a@b.example · 设为管理员', 'a@b.example · made an administrator'],
  ['user_changed', 'a@b.example disabled', 'a@b.example · 停用', 'a@b.example · disabled'],
  ['user_changed', 'a@b.example reset token', 'a@b.example · 生成重置链接', 'a@b.example · reset link made'],
  ['totp_changed', 'off', '停用', 'off'],
  ['totp_changed', 'a@b.example off', 'a@b.example · 停用', 'a@b.example · off'],
  ['password_changed', 'reset', '通过邮件重置', 'reset by e-mail'],
  ['token_made', 'feed', '订阅地址', 'feed address'],
  ['token_made', 'my feed', 'my feed', 'my feed'],
  ['node_judged', 'hide 广州 01', '广州 01 · 隐藏', '广州 01 · hidden'],
  ['node_deleted', 'hide and seek', 'hide and seek', 'hide and seek'],
  ['settings_changed', 'notice site_name', '公告、站点名称', 'Notice, Name'],
  ['imported', '42', '42', '42'],
  ['sign_in', '', '', ''],
]

describe('what an entry of the audit log is about', () => {
  it('is told in the reader’s language', () => {
    for (const [kind, what, chinese] of entries)
      expect([kind, auditWhat({ kind, what })]).toEqual([kind, chinese])
    setMessages('en', en)
    for (const [kind, what, , english] of entries)
      expect([kind, auditWhat({ kind, what })]).toEqual([kind, english])
  })

  it('names the cause of a refused sign-in, also where it is not known whose', () => {
    const said = auditWhat({ kind: 'sign_in_refused', what: 'a@b.example invalid_credentials' })
    expect(said).toMatch(/^a@b\.example · .*密码/)
    expect(auditWhat({ kind: 'sign_in_refused', what: 'invalid_credentials' })).toMatch(/^[^·]*密码[^·]*$/)
    expect(auditWhat({ kind: 'sign_in_refused', what: 'a@b.example something_new' })).toBe(
      'a@b.example something_new',
    )
  })

  it('has a word for every setting', () => {
    for (const name of Object.keys(SettingsBody.entries))
      expect(auditWhat({ kind: 'settings_changed', what: name }), name).not.toBe(name)
  })
})
