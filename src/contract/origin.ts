/** The origin in a variable such as PUBLIC_ORIGIN, without a slash at its end; undefined when it is none. */
export function parseOrigin(text: string | undefined): string | undefined {
  const plain = text?.trim().replace(/\/+$/, '') ?? ''
  return /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(plain) ? plain : undefined
}
