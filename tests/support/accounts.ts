import type { PasswordPolicy } from '../../src/auth/passwords.ts'
import { deriveSecrets } from '../../src/auth/secrets.ts'
import { createMail } from '../../src/services/mail/index.ts'
import type { Caller, Deadline, PublicFetch, ServiceContext } from '../../src/services/context/context.ts'
import type { Variables } from '../../src/services/context/variables.ts'
import { authenticate } from '../../src/services/auth/authenticate.ts'
import { login } from '../../src/services/auth/login.ts'
import { register } from '../../src/services/auth/register.ts'
import { verify } from '../../src/services/auth/verify.ts'
import { initialize } from '../../src/services/system/initialize.ts'
import { ServiceError } from '../../src/contract/errors.ts'
import { userKey } from '../../src/store/kv/keys.ts'
import { createNode } from '../../src/store/nodes/nodes.ts'
import type { StoreMemory } from '../../src/store/context/context.ts'
import { nodeConfig, simContext, type SimContext } from './kv/context.ts'
import { SimKv, type ClientOptions } from './kv/sim-kv.ts'

export const jwtSecret = 'a secret of more than 16 characters'
export const adminEmail = 'admin@example.com'
export const adminPassword = 'admin123456'

/** Cheap hashes, so that a thousand logins take no time. */
const cheap: PasswordPolicy = { scheme: 'scrypt', ln: 1 }

/** Mails that went to the sink of `npm start`. */
export type SentMail = { readonly to: string; readonly subject: string; readonly text: string }

export type AccountOptions = ClientOptions & {
  readonly place?: number
  readonly memory?: StoreMemory
  readonly random?: () => number
  readonly clientIp?: string
  readonly caller?: Caller | undefined
  readonly variables?: Variables
  readonly fetch?: typeof globalThis.fetch
  readonly publicFetch?: PublicFetch
  readonly policy?: PasswordPolicy | undefined
  readonly sink?: boolean
}

export type AccountContext = Omit<ServiceContext, 'kv'> &
  SimContext & { readonly lines: { event: string; fields: unknown }[] }

const noNetwork: typeof globalThis.fetch = () => Promise.reject(new TypeError('no network here'))

const secrets = deriveSecrets(jwtSecret)

/** A deadline that the test moves: never on its own. */
function endless(): Deadline {
  return { signal: new AbortController().signal, cancel: () => undefined }
}

/** The context of one request at a place of a simulated store. */
export function accountContext(world: SimKv, options: AccountOptions = {}): AccountContext {
  const store = simContext(world, options)
  const lines: { event: string; fields: unknown }[] = []
  const variables = options.variables ?? { JWT_SECRET: jwtSecret }
  const fetch = options.fetch ?? noNetwork
  const sink = options.sink === true ? { url: 'http://127.0.0.1/mail', token: 's' } : undefined
  return {
    ...store,
    fetch,
    publicFetch: options.publicFetch ?? fetch,
    deadline: endless,
    log: (event, fields) => void lines.push({ event, fields }),
    lines,
    variables,
    secrets: variables.JWT_SECRET === jwtSecret ? secrets : deriveSecrets(variables.JWT_SECRET),
    mail: createMail({ fetch, deadline: endless }, sink),
    ...(options.policy === undefined && 'policy' in options
      ? {}
      : { passwordPolicy: options.policy ?? cheap }),
    clientIp: options.clientIp ?? '203.0.113.1',
    origin: 'https://request-host.example',
    caller: options.caller,
  }
}

/** A world with its super admin. */
export async function initializedWorld(world = new SimKv()): Promise<SimKv> {
  const body = { jwt_secret: jwtSecret, email: adminEmail, password: adminPassword }
  await initialize(accountContext(world), body)
  return world
}

/** Registers and verifies a user; the throttles see an IP of its own. */
export async function addUser(world: SimKv, email: string, password = 'password123'): Promise<void> {
  const ctx = accountContext(world, { clientIp: email })
  const { verification_token: token } = await register(ctx, { email, password })
  await verify(ctx, { token })
  await ctx.background()
}

/** Signs in and answers the token. */
export async function tokenOf(world: SimKv, email: string, password = 'password123'): Promise<string> {
  return (await login(accountContext(world, { clientIp: email }), { email, password })).token
}

/** The context of a request that carries this user's fresh token. */
export async function signedIn(
  world: SimKv,
  email: string,
  password = 'password123',
  options: AccountOptions = {},
): Promise<AccountContext> {
  const caller = await authenticate(accountContext(world), await tokenOf(world, email, password))
  return accountContext(world, { ...options, caller })
}

export function asAdmin(world: SimKv, options: AccountOptions = {}): Promise<AccountContext> {
  return signedIn(world, adminEmail, adminPassword, options)
}

/** Gives a user a node; answers its id. */
export async function addNode(world: SimKv, email: string, node_name = 'node'): Promise<number> {
  const created = await createNode(accountContext(world), {
    user: userKey(email),
    ownerEmail: email,
    config: nodeConfig({ node_name }),
    nodesMax: 50,
    makeToken: () => ({ hash: 'ab'.repeat(32), prefix: 'etr_', createdMs: world.nowMs }),
  })
  if (!created.ok) throw new Error(created.reason)
  return created.node.id
}

/** Error code that the work ends with; fails the test when it succeeds or breaks otherwise. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof ServiceError) return error.code
    throw error
  }
  return 'ok'
}
