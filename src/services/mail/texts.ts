import type { Mail } from '../context/context.ts'

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
export function verificationMail(to: string, origin: string, links: readonly MailLink[]): Mail {
  return {
    to,
    subject: '验证你的邮箱 / Confirm your e-mail address',
    text: lines(
      '你好，',
      `有人用 ${to} 注册了 EasyTier 节点管理系统。如果是你本人，请在 24 小时内打开链接，输入注册时的密码完成验证：`,
      ...links.map(
        ({ token, registeredMs }) =>
          `${new Date(registeredMs).toISOString()} 的注册 (registration of this time):\n${link(origin, 'verify', token)}`,
      ),
      ...hint(origin),
      '如果不是你本人，请忽略本邮件，不要打开链接。',
      'To confirm your registration open the link within 24 hours and enter the password you chose. If it was not you, ignore this e-mail.',
    ),
  }
}

/** Mail with the link to a new password. */
export function resetMail(to: string, origin: string, token: string): Mail {
  return {
    to,
    subject: '重置密码 / Reset your password',
    text: lines(
      '你好，',
      `有人申请重置 ${to} 的密码。如果是你本人，请在 1 小时内打开链接设置新密码：`,
      link(origin, 'reset', token),
      ...hint(origin),
      '如果不是你本人，请忽略本邮件，你的密码不会改变。',
      'To set a new password open the link within 1 hour. If it was not you, ignore this e-mail.',
    ),
  }
}

/** Mail by which an admin tries the settings; `sentAt` makes each one different. */
export function testMail(to: string, siteName: string, sentAt: string): Mail {
  return {
    to,
    subject: `测试邮件 / Test e-mail: ${siteName}`,
    text: lines(
      `这是 ${siteName} 于 ${sentAt} 发出的测试邮件。收到它说明邮件设置正确。`,
      'This is a test e-mail. The mail settings work.',
    ),
  }
}

/** Mail by which an owner learns that a node is off the lists. */
export function verdictMail(to: string, name: string, verdict: 'refuse' | 'hide', reason: string): Mail {
  const [zh, en] = verdict === 'refuse' ? ['未通过审核', 'was not approved'] : ['已被隐藏', 'was hidden']
  return {
    to,
    subject: `节点${zh} / A node ${en}: ${name}`,
    text: lines(
      `你的节点 ${name} ${zh}，不会出现在公开列表中，也不会分配给客户端。`,
      ...(reason === '' ? [] : [`原因 (reason): ${reason}`]),
      `Your node ${name} ${en} by an administrator of the site. It is on no list and is given to no client.`,
    ),
  }
}

/** Mail by which the super admin learns that settings that matter were changed. */
export function settingsMail(to: string, names: readonly string[], at: string, by: string): Mail {
  const list = names.join(', ')
  return {
    to,
    subject: '重要设置已修改 / Important settings were changed',
    text: lines(
      `${by} 于 ${at} 修改了以下设置：${list}`,
      '如果不是你本人，请立即修改密码、退出所有设备，并检查邮件设置。',
      `${by} changed these settings at ${at}: ${list}. If it was not you, change your password, end all sessions and look at the mail settings.`,
    ),
  }
}

/** Mail by which an account learns of a sign-in from a browser and a network that it did not come from before. */
export function newPlaceMail(to: string, ip: string, agent: string, at: string): Mail {
  const browser = agent === '' ? '' : ` (${agent})`
  return {
    to,
    subject: '新地点登录 / A sign-in from a new place',
    text: lines(
      `你的账号于 ${at} 从 ${ip}${browser} 登录，此前没有从这里登录过。`,
      '如果不是你本人，请立即修改密码并退出所有设备。',
      `Your account was signed in to at ${at} from ${ip}${browser}, a place it was not used from before. If it was not you, change your password and end all sessions.`,
    ),
  }
}
