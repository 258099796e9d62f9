/**
 * E-mail addresses inside keys (`[a-z0-9_]`): letters and digits stand for themselves, every other character that an
 * address may hold is `_` and a letter. The longest address takes 413 characters.
 */
const escapes: Readonly<Record<string, string>> = {
  '@': 'a',
  '.': 'd',
  '-': 'm',
  _: 'u',
  '+': 'p',
  '!': 'b',
  '#': 'c',
  $: 'e',
  '%': 'f',
  '&': 'g',
  "'": 'h',
  '*': 'i',
  '/': 'j',
  '=': 'k',
  '?': 'l',
  '^': 'n',
  '`': 'o',
  '{': 'q',
  '|': 'r',
  '}': 's',
  '~': 't',
}

function characterOf(letter: string): string | undefined {
  return Object.keys(escapes).find((character) => escapes[character] === letter)
}

/** Throws RangeError for a character that no valid, lower-cased address has. */
export function encodeEmail(email: string): string {
  let text = ''
  for (const character of email) {
    const letter = escapes[character]
    if (letter === undefined && !/[a-z0-9]/.test(character)) throw new RangeError('not a valid address')
    text += letter === undefined ? character : `_${letter}`
  }
  return text
}

/** Undefined when the text is no encoded address. */
export function decodeEmail(text: string): string | undefined {
  let known = text !== ''
  const email = text.replace(/_(.?)/g, (_whole, letter: string) => {
    const character = characterOf(letter)
    if (character === undefined) known = false
    return character ?? ''
  })
  return known ? email : undefined
}
