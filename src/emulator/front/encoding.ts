export type Encoding = 'br' | 'gzip' | 'identity'

/** The best of the encodings that `Accept-Encoding` allows: `br`, then `gzip`, then none. `q=0` forbids. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  const allowed = new Set<string>()
  for (const part of (acceptEncoding ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    if (!parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))) allowed.add(name)
  }
  if (allowed.has('br')) return 'br'
  return allowed.has('gzip') ? 'gzip' : 'identity'
}
