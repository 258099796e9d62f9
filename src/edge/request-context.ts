import { deriveSecrets, type Secrets } from '../auth/secrets.ts'
import { ServiceError } from '../contract/errors.ts'
import { edgeOneKv } from './edgeone-kv.ts'
import { readEnv } from './env.ts'
import { createMail } from './mail.ts'
import type { Deadline, ServiceContext } from '../services/context/index.ts'
import { createMemory, randomHex } from '../store/context/index.ts'

function random(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** Names one request in its answer and its log line. */
export function makeRequestId(): string {
  return randomHex(random, 8)
}

/**
 * The outside world as one request's services see it. Throws storage_unbound when no KV namespace is bound.
 */
export function buildServices(context: EdgeContext): ServiceContext {
  const kv = edgeOneKv()
  if (kv === undefined) throw new ServiceError('storage_unbound')
  const { request } = context
  const variables = readEnv(context.env)
  const base = {
    kv,
    clock: () => Date.now(),
    random,
    memory: (globalThis.__memory ??= createMemory()),
    fetch: edgeFetch,
    deadline,
    log,
    variables,
    secrets: secretsOf(variables.JWT_SECRET),
    waitUntil: (work: Promise<unknown>) => context.waitUntil(work.catch(logFailure)),
    // Set by the platform; a header could be written by anybody.
    clientIp: request.eo?.clientIp ?? context.eo?.clientIp ?? '',
    origin: variables.PUBLIC_ORIGIN?.replace(/\/+$/, '') ?? new URL(request.url).origin,
    caller: undefined,
  }
  return { ...base, mail: createMail(base) }
}

function log(event: string, fields?: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ event, ...fields }))
}

function logFailure(error: unknown): void {
  log('background_failed', { error: error instanceof Error ? (error.stack ?? error.message) : typeof error })
}

/** EdgeOne's fetch gives up after 15 s unless told otherwise; our own deadlines are the limit. */
const edgeFetch: typeof globalThis.fetch = (input, init) => {
  const timeoutSetting = { connectTimeout: 120_000, readTimeout: 120_000, writeTimeout: 120_000 }
  return fetch(input, Object.assign({}, init, { eo: { timeoutSetting } }))
}

function deadline(timeoutMs: number): Deadline {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  return { signal: controller.signal, cancel: () => clearTimeout(timer) }
}

let derived: { readonly from: string | undefined; readonly secrets: Secrets | undefined } | undefined

/** Derived once an isolate: the variables are baked in. */
function secretsOf(jwtSecret: string | undefined): Secrets | undefined {
  if (derived?.from !== jwtSecret || derived === undefined) {
    derived = { from: jwtSecret, secrets: deriveSecrets(jwtSecret) }
  }
  return derived.secrets
}
