import type { Operation } from './reference.ts'

/** A POSIX shell word: single quotes around whatever is not plain. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The path with its example parameters, the query attached when `values` names any; nothing is left in braces. */
export function exampleUrl(
  origin: string,
  operation: Operation,
  values: Readonly<Record<string, string>> = {},
): string {
  let path = operation.path
  const query = new URLSearchParams()
  for (const parameter of operation.parameters) {
    const value = values[parameter.name] ?? example(parameter.example)
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value || '1'))
    else if (value !== '') query.set(parameter.name, value)
  }
  const search = query.toString()
  return `${origin}${path}${search === '' ? '' : `?${search}`}`
}

function example(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** A line to paste that makes the call with its example values. */
export function curl(origin: string, operation: Operation): string {
  const parts = ['curl']
  if (operation.method !== 'GET') parts.push(`-X ${operation.method}`)
  parts.push(quote(exampleUrl(origin, operation)))
  if (operation.auth === 'bearer') parts.push(`-H 'Authorization: Bearer TOKEN'`)
  if (operation.auth === 'apiKey') parts.push(`-H 'X-API-Key: KEY'`)
  if (operation.bodyType !== '' && operation.bodyExample !== undefined) {
    parts.push(`-H ${quote(`Content-Type: ${operation.bodyType}`)}`)
    parts.push(`-d ${quote(JSON.stringify(operation.bodyExample))}`)
  } else if (operation.bodyType.endsWith('ndjson')) {
    parts.push(`-H ${quote(`Content-Type: ${operation.bodyType}`)}`, '--data-binary @backup.ndjson')
  }
  return parts.join(' ')
}
