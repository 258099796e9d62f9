import type { ChannelLanguage } from '../../contract/channels.ts'

/** One change as a webhook gets it. */
export type MessageChange = {
  readonly event: string
  /** null: the site itself. */
  readonly node: { readonly id: number; readonly name: string } | null
  readonly state: 'down' | 'up' | 'info'
  /** ISO 8601. */
  readonly since: string
  readonly message: string
  readonly url: string
}

/** What a channel is to bring to its owner. */
export type Message = {
  readonly language: ChannelLanguage
  /** One line. */
  readonly title: string
  /** A line a change. */
  readonly text: string
  readonly url: string
  /** Whether something is down. */
  readonly isUrgent: boolean
  /** At least one. */
  readonly changes: readonly MessageChange[]
}

/** A credential's fields by name; absent optional ones are absent here, too. */
export type Credential = Readonly<Record<string, string>>

/** What has to be POSTed. `url` may hold the credential: never logged. */
export type NotifyRequest = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a channel needs beside its message. */
export type Making = { readonly credential: Credential; readonly nowMs: number }

/** A request whose body is JSON. */
export function jsonRequest(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): NotifyRequest {
  return {
    url,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** The address of a service's own path, below the server of the credential or the service's usual one. */
export function below(credential: Credential, usual: string, path: string): string {
  return `${(credential['server'] ?? usual).replace(/\/+$/, '')}${path}`
}
