/** workerd itself reads away this much of a body that the code left unread; after more it resets the connection. */
const leftToWorkerdBytes = 32 * 1024
const drainBytesMax = 16 * 1024 * 1024

export interface Drainable {
  request: Request
  /** Reads and throws away what the code did not want; the client then sees the answer instead of a reset. */
  drain: () => Promise<void>
}

/** The request with new headers and, when its body is large, a body whose rest can be thrown away. */
export function drainable(request: Request, headers: Headers): Drainable {
  const declared = request.headers.get('content-length')
  if (!request.body || (declared !== null && Number(declared) <= leftToWorkerdBytes)) {
    return { request: new Request(request, { headers }), drain: async () => {} }
  }
  const { readable, writable } = new PassThrough()
  const writer = writable.getWriter()
  const pumped = pump(request.body.getReader(), writer)
  const copy = new Request(request.url, {
    method: request.method,
    headers,
    body: readable,
    redirect: 'manual',
  })
  return {
    request: copy,
    drain: async () => {
      // Aborting the writer would hang while a write waits for a reader; cancelling lets that write fail.
      if (!copy.bodyUsed) await copy.body?.cancel()
      await pumped
    },
  }
}

/** Kept from before the shim narrows `TransformStream`. */
const PassThrough = TransformStream<Uint8Array, Uint8Array>

async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<void> {
  let wanted = true
  for (let bytes = 0; bytes <= drainBytesMax;) {
    const { done, value } = await reader.read()
    if (done) {
      if (wanted) await writer.close().catch(() => undefined)
      return
    }
    bytes += value.byteLength
    if (wanted)
      wanted = await writer.write(value).then(
        () => true,
        () => false,
      )
  }
  await reader.cancel()
}
