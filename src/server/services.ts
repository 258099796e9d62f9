import { deriveSecrets } from '../auth/secrets.ts'
import type {
  ApiDocument,
  LocalChecker,
  MailPort,
  PublicFetch,
  ServiceContext,
} from '../services/context/index.ts'
import { createMail } from '../services/mail/index.ts'
import type { Lease } from '../store/tick/index.ts'
import { createMemory } from '../store/context/index.ts'
import type { Kv } from '../store/kv/index.ts'
import type { Background } from './background.ts'
import { deadline } from './deadline.ts'
import type { Log } from './log.ts'
import { serverPlatform } from './platform.ts'
import type { ServerStore } from './store/port.ts'
import type { MailFolder } from './mail-folder.ts'
import { randomBytesOf, type Visit } from './visit.ts'

export type ServicesOptions = {
  readonly clock: () => number
  readonly fetch: typeof globalThis.fetch
  readonly publicFetch: PublicFetch
  readonly variables: Readonly<Record<string, string>>
  /** Origin of the listener. */
  readonly ownAddress: string
  readonly mail: MailFolder
  readonly background: Background
  readonly lease: Lease
  readonly checker: LocalChecker
  readonly apiDocument: ApiDocument | undefined
  readonly storeKind: ServerStore['kind']
  readonly log: Log
}

/** Who has the services work: a visit, or the server itself. */
export type Asker = Pick<Visit, 'requestId' | 'clientIp' | 'origin' | 'fields'>

/** Makes the outside world that the services of each request see; what lives as long as the process is made once. */
export function createServices(options: ServicesOptions): (asker: Asker, kv: Kv) => ServiceContext {
  const { variables, clock, background, log } = options
  const memory = createMemory()
  const secrets = deriveSecrets(variables['JWT_SECRET'])
  const publicOrigin = variables['PUBLIC_ORIGIN']?.replace(/\/+$/, '')
  const mail: MailPort = {
    ...createMail({ fetch: options.fetch, deadline }),
    source: 'local',
    send: (letter) => options.mail.send(letter),
  }
  const shared = {
    clock,
    random: randomBytesOf,
    memory,
    fetch: options.fetch,
    publicFetch: options.publicFetch,
    deadline,
    variables,
    ownAddress: options.ownAddress,
    secrets,
    mail,
    localChecker: options.checker,
    platform: serverPlatform(options.storeKind),
    lease: options.lease,
    waitUntil: (work: Promise<unknown>) => background.add(work),
    caller: undefined,
    ...(options.apiDocument === undefined ? {} : { apiDocument: options.apiDocument }),
  }
  return (asker, kv) => ({
    ...shared,
    kv,
    log: (event, fields) => {
      if (event === 'request') asker.fields = { ...asker.fields, ...fields }
      else log.event('warn', event, { ...fields, request_id: asker.requestId })
    },
    clientIp: asker.clientIp,
    origin: publicOrigin ?? asker.origin,
  })
}
