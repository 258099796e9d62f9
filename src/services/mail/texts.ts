import type { Mail } from '../context/context.ts'
import type { MailScene } from './scene.ts'

/** A registration's link as its mail shows it. */
export type MailLink = { readonly token: string; readonly registeredMs: number }

function link(origin: string, page: 'verify' | 'reset', token: string): string {
  return `${origin}/console/#/${page}?token=${token}`
}

/** Without an origin (neither PUBLIC_ORIGIN nor site_url) the reader has to put the site's address in front. */
function hint(origin: string): readonly string[] {
  return origin === ''
    ? ['请在链接前加上本站的网址。(Put the address of the site in front of the link.)']
    : []
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`
}

/** Mail that confirms an address; one link for each registration that waits, with its time. */
export function verificationMail(to: string, scene: MailScene, links: readonly MailLink[]): Mail {
  const { origin, site, at } = scene
  return {
    to,
    subject: `验证你的邮箱 / Confirm your e-mail address: ${site}`,
    text: lines(
      `你好！有人用 ${to} 注册了“${site}”。如果是你本人，请在 24 小时内打开链接，输入注册时的密码完成验证：`,
      ...links.map(
        ({ token, registeredMs }) =>
          `${at(registeredMs)} 提交的注册 (registration of this time):\n${link(origin, 'verify', token)}`,
      ),
      ...hint(origin),
      '如果不是你本人，请忽略本邮件，不要打开链接。',
      `Somebody registered ${to} at ${site}. If it was you, open the link within 24 hours and enter the password you chose. Otherwise ignore this e-mail and do not open the link.`,
    ),
  }
}

/** Mail with the link to a new password. */
export function resetMail(to: string, { origin, site }: MailScene, token: string): Mail {
  return {
    to,
    subject: `重置密码 / Reset your password: ${site}`,
    text: lines(
      `你好！有人申请重置 ${to} 在“${site}”的密码。如果是你本人，请在 1 小时内打开链接，设置新密码：`,
      link(origin, 'reset', token),
      ...hint(origin),
      '如果不是你本人，请忽略本邮件，你的密码不会改变。',
      `Somebody asked to reset the password of ${to} at ${site}. If it was you, open the link within 1 hour and choose a new one. Otherwise ignore this e-mail: your password stays as it is.`,
    ),
  }
}

/** Mail by which an admin tries the settings; `sentMs` makes each one different. */
export function testMail(to: string, { site, at }: MailScene, sentMs: number): Mail {
  const second = new Date(sentMs).toISOString().slice(17, 23)
  return {
    to,
    subject: `测试邮件 / Test e-mail: ${site}`,
    text: lines(
      `这是“${site}”于 ${at(sentMs)} 第 ${second} 秒发出的测试邮件。收到它说明邮件设置正确。`,
      `This is a test e-mail of ${site}. The mail settings work.`,
    ),
  }
}

/** Mail by which an owner learns that a node is off the lists. */
export function verdictMail(
  to: string,
  { site }: MailScene,
  name: string,
  verdict: 'refuse' | 'hide',
  reason: string,
): Mail {
  const [zh, en] = verdict === 'refuse' ? ['未通过审核', 'was not approved'] : ['已被隐藏', 'was hidden']
  return {
    to,
    subject: `节点${zh} / A node ${en}: ${name}`,
    text: lines(
      `你在“${site}”的节点 ${name} ${zh}，不会出现在公开列表中，也不会分配给客户端。`,
      ...(reason === '' ? [] : [`原因 (reason): ${reason}`]),
      `Your node ${name} at ${site} ${en} by an administrator. It is on no list and is given to no client.`,
    ),
  }
}

/** Mail by which the super admin learns that settings that matter were changed. */
export function settingsMail(
  to: string,
  { site, at }: MailScene,
  names: readonly string[],
  changedMs: number,
  by: string,
): Mail {
  const time = at(changedMs)
  return {
    to,
    subject: `重要设置已修改 / Important settings were changed: ${site}`,
    text: lines(
      `${by} 于 ${time} 修改了“${site}”的以下设置：${names.join('、')}`,
      '如果不是你本人，请立即修改密码、退出所有设备，并检查邮件设置。',
      `${by} changed these settings of ${site} at ${time}: ${names.join(', ')}. If it was not you, change your password, end all sessions and check the mail settings.`,
    ),
  }
}

/** Mail by which an account learns of a sign-in from a browser and a network that it did not come from before. */
export function newPlaceMail(
  to: string,
  { site, at }: MailScene,
  from: { readonly ip: string; readonly agent: string; readonly ms: number },
): Mail {
  const place = `${from.ip}${from.agent === '' ? '' : ` (${from.agent})`}`
  const time = at(from.ms)
  return {
    to,
    subject: `新地点登录 / A sign-in from a new place: ${site}`,
    text: lines(
      `你在“${site}”的账号于 ${time} 从 ${place} 登录，此前没有从这里登录过。`,
      '如果不是你本人，请立即修改密码并退出所有设备。',
      `Your account at ${site} was signed in to at ${time} from ${place}, a place it was not used from before. If it was not you, change your password and end all sessions.`,
    ),
  }
}
