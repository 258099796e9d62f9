import type { ChannelKind } from '../../../contract/channels.ts'
import { discord, slack } from './chats.ts'
import type { Kind } from './kind.ts'
import { bark, gotify, ntfy } from './phones.ts'
import { dingtalk, feishu, wecom } from './robots.ts'
import { telegram } from './telegram.ts'
import { webhook } from './webhook.ts'
import { pushplus, serverchan, wxpusher } from './wechat.ts'

/** Every service that takes an HTTP request; mails go by the site's own way. */
export const kinds: Readonly<Record<Exclude<ChannelKind, 'mail'>, Kind>> = {
  webhook,
  telegram,
  bark,
  serverchan,
  wecom,
  dingtalk,
  feishu,
  discord,
  slack,
  ntfy,
  gotify,
  wxpusher,
  pushplus,
}

/** The service of a channel; undefined for mails. */
export function kindOf(kind: ChannelKind): Kind | undefined {
  return kind === 'mail' ? undefined : kinds[kind]
}
