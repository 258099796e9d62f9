/**
 * PostgreSQL takes every text but one with the character U+0000. It is written as U+E000 and "0", and U+E000 itself,
 * a character of private use, as U+E000 and "1"; everything else stays readable in psql.
 */
const nul = String.fromCodePoint(0)
const mark = String.fromCodePoint(0xe000)

const pairs: Readonly<Record<string, string>> = { [nul]: `${mark}0`, [mark]: `${mark}1` }
const originals: Readonly<Record<string, string>> = { [`${mark}0`]: nul, [`${mark}1`]: mark }

const special = new RegExp(`[${nul}${mark}]`, 'g')
const escaped = new RegExp(`${mark}[01]`, 'g')

/** A value as the table has it. */
export function toColumn(value: string): string {
  return value.replaceAll(special, (character) => pairs[character] ?? character)
}

/** The value of a column. */
export function fromColumn(text: string): string {
  return text.includes(mark) ? text.replaceAll(escaped, (pair) => originals[pair] ?? pair) : text
}
