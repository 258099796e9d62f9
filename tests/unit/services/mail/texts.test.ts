import { describe, expect, it } from 'vitest'
import { mailScene, type MailScene } from '../../../../src/services/mail/scene.ts'
import {
  newPlaceMail,
  resetMail,
  settingsMail,
  testMail,
  verdictMail,
  verificationMail,
} from '../../../../src/services/mail/texts.ts'
import { saveSettings } from '../../../../src/store/system/index.ts'
import { accountContext } from '../../../support/accounts.ts'
import { SimKv } from '../../../support/kv/sim-kv.ts'

const to = 'owner@example.com'
const ms = Date.parse('2026-11-30T20:48:21.224Z')

function mailsOf(scene: MailScene) {
  return [
    verificationMail(to, scene, [{ token: 'abc', registeredMs: ms }]),
    resetMail(to, scene, 'abc'),
    testMail(to, scene, ms),
    verdictMail(to, scene, '广州-01', 'refuse', '连不上'),
    verdictMail(to, scene, '广州-01', 'hide', ''),
    settingsMail(to, scene, ['site_url', 'mail_from'], ms, 'admin@example.com'),
    newPlaceMail(to, scene, { ip: '192.0.2.7', agent: 'Firefox', ms }),
  ]
}

async function sceneWith(settings: Parameters<typeof saveSettings>[1]): Promise<MailScene> {
  const ctx = accountContext(new SimKv())
  await saveSettings(ctx, settings)
  return mailScene(ctx)
}

describe('the mails of a site', () => {
  it('name the site, in plain Chinese with its own punctuation and in English', async () => {
    for (const { subject, text } of mailsOf(await sceneWith({ site_name: '江南节点' }))) {
      expect(`${subject}\n${text}`).toContain('江南节点')
      expect(text).not.toMatch(/您|\p{Script=Han}[,:!]|[,:!]\p{Script=Han}/u)
      expect(text).toMatch(/[A-Z][a-z]+ [a-z]+ .*\.$/m)
      expect(subject).toMatch(/\p{Script=Han}.* \/ [A-Z]/u)
    }
  })

  it('tell times in the site’s zone, and which it is', async () => {
    for (const [minutes, time] of [
      [480, '2026-12-01 04:48 (UTC+8)'],
      [330, '2026-12-01 02:18 (UTC+5:30)'],
      [-210, '2026-11-30 17:18 (UTC-3:30)'],
      [0, '2026-11-30 20:48 (UTC)'],
    ] as const) {
      const [verification, , test, , , settings, place] = mailsOf(
        await sceneWith({ utc_offset_minutes: minutes }),
      )
      for (const mail of [verification, test, settings, place]) expect(mail?.text).toContain(time)
    }
  })

  it('tell what to do with a link where nobody has said the site’s address', async () => {
    const [verification, reset] = mailsOf(await sceneWith({}))
    for (const mail of [verification, reset]) {
      expect(mail?.text).toMatch(/\n\/console\/#\/(verify|reset)\?token=abc\n/)
      expect(mail?.text).toContain('请在链接前加上本站的网址')
    }
    const [named] = mailsOf(await sceneWith({ site_url: 'https://nodes.example.org' }))
    expect(named?.text).toContain('\nhttps://nodes.example.org/console/#/verify?token=abc\n')
    expect(named?.text).not.toContain('请在链接前')
  })
})
