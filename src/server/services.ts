import { deriveSecrets } from '../auth/secrets.ts'
import { createResendMail } from '../edge/mail-resend.ts'
import type { ApiDocument, LocalChecker, MailPort, ServiceContext } from '../services/context/index.ts'
import { createMemory } from '../store/context/index.ts'
import type { Kv } from '../store/kv/index.ts'
import type { Background } from './background.ts'
import { deadline } from './deadline.ts'
import type { Log } from './log.ts'
import type { MailFolder } from './mail-folder.ts'
import { randomBytesOf, type Visit } from './visit.ts'

export type ServicesOptions = {
  readonly clock: () => number
  readonly fetch: typeof globalThis.fetch
  readonly variables: Readonly<Record<string, string>>
  /** Origin of the listener. */
  readonly ownAddress: string
  readonly mail: MailFolder
  readonly background: Background
  readonly checker: LocalChecker
  readonly apiDocument: ApiDocument | undefined
  readonly log: Log
}

/** Makes the outside world that the services of each request see; what lives as long as the process is made once. */
export function createServices(options: ServicesOptions): (visit: Visit, kv: Kv) => ServiceContext {
  const { variables, clock, background, log } = options
  const memory = createMemory()
  const secrets = deriveSecrets(variables['JWT_SECRET'])
  const publicOrigin = variables['PUBLIC_ORIGIN']?.replace(/\/+$/, '')
  const mail: MailPort = {
    source: 'local',
    send: (letter) => options.mail.send(letter),
    withAccount: (account) => createResendMail({ fetch: options.fetch, deadline }, account),
  }
  const shared = {
    clock,
    random: randomBytesOf,
    memory,
    fetch: options.fetch,
    deadline,
    variables,
    ownAddress: options.ownAddress,
    secrets,
    mail,
    localChecker: options.checker,
    waitUntil: (work: Promise<unknown>) => background.add(work),
    caller: undefined,
    ...(options.apiDocument === undefined ? {} : { apiDocument: options.apiDocument }),
  }
  return (visit, kv) => ({
    ...shared,
    kv,
    log: (event, fields) => {
      if (event === 'request') visit.fields = { ...visit.fields, ...fields }
      else log.event('warn', event, { ...fields, request_id: visit.requestId })
    },
    clientIp: visit.clientIp,
    origin: publicOrigin ?? visit.origin,
  })
}
