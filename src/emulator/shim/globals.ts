/** What the documents of EdgeOne name; everything else that is not ECMAScript is taken away. */
const documented = [
  'AbortController AbortSignal Blob Cache CacheStorage Crypto CryptoKey DOMException Event EventTarget File',
  'FetchEvent FormData Headers ReadableStream ReadableStreamBYOBReader ReadableStreamDefaultReader Request',
  'Response SubtleCrypto TextDecoder TextEncoder TransformStream URL URLSearchParams WritableStream',
  'WritableStreamDefaultWriter addEventListener atob btoa caches clearInterval clearTimeout console crypto',
  'fetch setInterval setTimeout',
]

const ecmascript = [
  'AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean',
  'DataView Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array',
  'Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise',
  'Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String SuppressedError Symbol',
  'SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet',
  'constructor decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN',
  'parseFloat parseInt undefined unescape',
]

function notConstructible<T extends object>(type: T, name: string): T {
  return new Proxy(type, {
    construct() {
      throw new TypeError(`${name} cannot be constructed on EdgeOne`)
    },
  })
}

/** Takes away what workerd has and EdgeOne lacks. */
export function removeGlobals(): void {
  const kept = new Set([...documented, ...ecmascript].flatMap((line) => line.split(' ')))
  for (let holder: object | null = globalThis; holder && holder !== Object.prototype;) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (!kept.has(name) && !Reflect.deleteProperty(holder, name))
        throw new Error(`cannot take away ${name}`)
    }
    holder = Object.getPrototypeOf(holder)
  }
  Reflect.deleteProperty(Response, 'json')
  Reflect.deleteProperty(ReadableStream, 'from')
  globalThis.ReadableStream = notConstructible(ReadableStream, 'ReadableStream')
  globalThis.WritableStream = notConstructible(WritableStream, 'WritableStream')
  // Only the identity transform exists: the transformer argument is ignored.
  globalThis.TransformStream = new Proxy(TransformStream, {
    construct: (type) => new type(),
  })
}
