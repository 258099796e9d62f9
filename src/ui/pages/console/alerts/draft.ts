import {
  channelFields,
  type Channel,
  type ChannelField,
  type ChannelKind,
  type ChannelScope,
} from '../../../../contract/channels.ts'
import { language } from '../../../i18n/language.ts'

/** What the form of a channel holds. */
export type ChannelDraft = {
  readonly kind: ChannelKind
  /** Fields as typed; what stays empty is not sent. */
  readonly credential: Readonly<Record<string, string>>
  readonly name: string
  readonly events: Channel['events']
  readonly nodes: readonly number[]
  readonly after: string
  readonly quiet: string
  readonly reminder: Channel['reminder']
  readonly language: Channel['language']
}

const usual: Readonly<Record<ChannelScope, Channel['events']>> = {
  own: ['offline', 'unreachable', 'quota_95', 'quota_100', 'expires_3', 'token_refused'],
  site: ['checker_doubtful', 'clock_stopped', 'mail_failing', 'store_errors'],
}

/** What the form begins with. */
export function draftOf(scope: ChannelScope, channel: Channel | undefined): ChannelDraft {
  return {
    kind: channel?.kind ?? 'telegram',
    credential: {},
    name: channel?.name ?? '',
    events: channel?.events ?? usual[scope],
    nodes: channel?.nodes ?? [],
    after: String(channel?.after_minutes ?? 5),
    quiet: channel?.quiet ?? '',
    reminder: channel?.reminder ?? 'never',
    language: channel?.language ?? (language() === 'en' ? 'en' : 'zh-CN'),
  }
}

/** What is sent. Numbers that are none go as NaN would, so that the server names the field. */
export function bodyOf(draft: ChannelDraft) {
  const after = /^\d+$/.test(draft.after.trim()) ? Number(draft.after) : -1
  return {
    name: draft.name,
    credential: Object.fromEntries(Object.entries(draft.credential).filter(([, value]) => value !== '')),
    events: [...draft.events],
    nodes: [...draft.nodes],
    after_minutes: after,
    reminder: draft.reminder,
    language: draft.language,
    quiet: draft.quiet.trim(),
    utc_offset: -new Date().getTimezoneOffset(),
  }
}

/** Path of the first field from above that a new channel's credential needs and that is empty. */
export function firstEmpty({ kind, credential }: ChannelDraft): string | undefined {
  const fields: readonly ChannelField[] = channelFields[kind]
  const empty = fields.find(({ name, optional }) => optional !== true && !credential[name]?.trim())
  return empty === undefined ? undefined : `credential.${empty.name}`
}
