import { deriveSecrets, type Secrets } from '../auth/secrets.ts'
import { readEnv } from './env.ts'
import { edgeOneKv } from './edgeone-kv.ts'
import { unboundKv } from './unbound-kv.ts'
import { edgePlatform } from './platform.ts'
import { buildSiteContext } from './site-context.ts'
import type { Deadline, ServiceContext } from '../services/context/index.ts'
import { createMail } from '../services/mail/index.ts'
import { requireTarget } from '../services/notify/index.ts'

/** The outside world as one request's services see it; without a KV namespace whatever reads or writes throws storage_unbound. */
export function buildServices(context: EdgeContext): ServiceContext {
  const site = buildSiteContext(context, edgeOneKv(context) ?? unboundKv)
  const variables = readEnv(context.env)
  const { MAIL_SINK_URL: url, MAIL_SINK_TOKEN: token = '' } = variables
  return {
    ...site,
    fetch: edgeFetch,
    publicFetch: (url, init) => edgeFetch(requireTarget(url, variables.NOTIFY_ALLOW_PRIVATE === '1'), init),
    deadline,
    variables,
    secrets: secretsOf(variables.JWT_SECRET),
    mail: createMail({ fetch: edgeFetch, deadline }, url === undefined ? undefined : { url, token }),
    platform: edgePlatform(context),
    caller: undefined,
  }
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
