/**
 * Runs inside workerd in place of the emitted bundle: each path is one question to the platform. Bundled into a
 * classic script by `edge-probe-bundle.ts`.
 */
declare const easytier_kv: EdgeOneKv

interface Probe {
  request: EdgeContext['request']
  env: Record<string, string>
  url: URL
  waitUntil: (work: Promise<unknown>) => void
}

type Global = Record<string, unknown>

/** The value, or `Name: message` of what was thrown. */
async function outcome(work: () => unknown): Promise<unknown> {
  try {
    return (await work()) ?? null
  } catch (error) {
    return error instanceof Error || error instanceof DOMException
      ? `${error.name}: ${error.message}`
      : String(error)
  }
}

function key(): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new TextEncoder().encode('password'), 'PBKDF2', false, ['deriveBits'])
}

async function derive(iterations: number, saltBytes: number): Promise<number> {
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(saltBytes), iterations }
  return (await crypto.subtle.deriveBits(algorithm, await key(), 256)).byteLength
}

const probes: Record<string, (probe: Probe) => unknown> = {
  '/types': ({ url }) => {
    const names = (url.searchParams.get('names') ?? '').split(',')
    return Object.fromEntries(names.map((name) => [name, typeof (globalThis as unknown as Global)[name]]))
  },
  '/static-json': () => typeof (Response as unknown as Global)['json'],
  '/new-readable': () => outcome(() => new ReadableStream()),
  '/new-writable': () => outcome(() => new WritableStream()),
  '/transform': async () => {
    const upper = new TransformStream({ transform: (chunk, controller) => controller.enqueue(chunk + chunk) })
    const writer = upper.writable.getWriter()
    void writer.write(new TextEncoder().encode('a')).then(() => writer.close())
    return new Response(upper.readable).text()
  },
  '/instance-of': () => new Response('x').body instanceof ReadableStream,
  '/env': ({ env }) => env,
  '/eo': ({ request }) => ({
    eo: request.eo,
    headers: Object.fromEntries(request.headers),
    url: request.url,
  }),
  '/kv': async ({ request }) => {
    const calls = (await request.json()) as [keyof EdgeOneKv, ...unknown[]][]
    const results: unknown[] = []
    for (const [method, ...args] of calls) {
      const call = easytier_kv[method] as (...given: unknown[]) => Promise<unknown>
      results.push(await outcome(() => call(...args)))
    }
    return results
  },
  '/kv-kinds': async () => {
    const bytes = new TextEncoder().encode('{"a":1}')
    await (easytier_kv.put as (name: string, value: unknown) => Promise<void>)('kinds', bytes)
    const get = easytier_kv.get as (name: string, type?: unknown) => Promise<unknown>
    return [
      await get('kinds'),
      await get('kinds', 'json'),
      await get('kinds', { type: 'json' }),
      new TextDecoder().decode((await get('kinds', 'arrayBuffer')) as ArrayBuffer),
      await new Response((await get('kinds', 'stream')) as ReadableStream).text(),
    ]
  },
  '/kv-parallel': async () => {
    await Promise.all([1, 2, 3].map((n) => easytier_kv.put(`p_${n}`, String(n))))
    await Promise.all([1, 2, 3].map((n) => easytier_kv.get(`p_${n}`)))
    return easytier_kv.list({ prefix: 'p_', limit: 256 })
  },
  '/kv-outside': () => outcome(() => (globalThis as unknown as Global)['other_kv']),
  '/background': ({ waitUntil }) => {
    waitUntil(
      (async () => {
        await easytier_kv.put('late_1', '1')
        await easytier_kv.put('late_2', '2')
      })(),
    )
    return 'answered'
  },
  '/pbkdf2': ({ url }) =>
    outcome(() => derive(Number(url.searchParams.get('n')), Number(url.searchParams.get('salt') ?? 16))),
  '/jwk': () =>
    outcome(() => crypto.subtle.importKey('jwk', { kty: 'oct', k: 'AA' }, 'AES-GCM', true, ['encrypt'])),
  '/ed25519': () => outcome(() => crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])),
  '/timing-safe': () => typeof (crypto.subtle as unknown as Global)['timingSafeEqual'],
  '/hmac': async () => {
    const secret = new TextEncoder().encode('k')
    const hmac = { name: 'HMAC', hash: 'SHA-256' }
    const signing = await crypto.subtle.importKey('raw', secret, hmac, false, ['sign'])
    return (await crypto.subtle.sign('HMAC', signing, secret)).byteLength
  },
  '/fetches': async ({ url }) => {
    const [total, width] = ['total', 'width'].map((name) => Number(url.searchParams.get(name)))
    const target = url.searchParams.get('to') ?? ''
    const outcomes: unknown[] = []
    for (let made = 0; made < (total ?? 0); made += width ?? 1) {
      const group = Array.from({ length: width ?? 1 }, () =>
        outcome(async () => (await fetch(target)).text()),
      )
      outcomes.push(...(await Promise.all(group)))
    }
    return outcomes
  },
  '/console': ({ url }) =>
    outcome(() => {
      for (let line = 0; line < Number(url.searchParams.get('n')); line += 1) console.log(`line ${line}`)
    }),
  '/body': ({ request }) => outcome(async () => (await request.text()).length),
  '/refuse': () => new Response('"refused"', { status: 413 }),
  '/count': async ({ request }) => {
    let bytes = 0
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > 1_048_576) return 'too large'
    }
    return bytes
  },
  '/now': () => [Date.now(), Date.now() - new Date().getTime()],
  '/throw': () => {
    throw new Error('secret detail')
  },
  '/long-header': () => new Response('x', { headers: { 'x-long': 'a'.repeat(5_000) } }),
  '/cookies': () => {
    const headers = new Headers({ 'x-edgeone-usage': 'forged' })
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    return new Response('x', { headers })
  },
  '/text': ({ url }) =>
    new Response('ab'.repeat(Number(url.searchParams.get('n'))), {
      headers: { 'content-type': 'text/plain', etag: '"t"' },
    }),
  '/survives': () => {
    const holder = globalThis as unknown as { __count?: number }
    holder.__count = (holder.__count ?? 0) + 1
    return holder.__count
  },
}

/** Called by the script around this bundle, as the CLI's worker calls `onRequest`. */
export async function handleRequest(context: {
  request: EdgeContext['request']
  env: Record<string, string>
  waitUntil: (work: Promise<unknown>) => void
}): Promise<Response> {
  const url = new URL(context.request.url)
  const probe = probes[url.pathname.replace(/^\/api/, '')]
  if (!probe) return new Response('no such probe', { status: 404 })
  const answer = await probe({ ...context, url })
  if (answer instanceof Response) return answer
  return new Response(JSON.stringify(answer ?? null), { headers: { 'content-type': 'application/json' } })
}
