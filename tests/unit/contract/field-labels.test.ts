import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { AnnouncementCreateBody, AnnouncementUpdateBody } from '../../../src/contract/announcements.ts'
import { ChannelCreateBody, ChannelUpdateBody } from '../../../src/contract/channels.ts'
import { ServiceError } from '../../../src/contract/errors.ts'
import { parseInput } from '../../../src/contract/schema-error.ts'

type Entries = Readonly<Record<string, v.GenericSchema<unknown, unknown>>>

const bodies: readonly (readonly [string, { readonly entries: object }])[] = [
  ['a new announcement', AnnouncementCreateBody],
  ['a changed announcement', AnnouncementUpdateBody],
  ['a new channel', ChannelCreateBody],
  ['a changed channel', ChannelUpdateBody],
]

/** What is said of a field with a value that may be wrong; undefined where the value is right. */
function complaint(
  schema: v.GenericSchema<unknown, unknown>,
  name: string,
  value: unknown,
): ServiceError | undefined {
  try {
    parseInput(v.object({ [name]: schema }), { [name]: value })
    return undefined
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

describe.each(bodies)('what the API says in Chinese of a field of %s', (_what, { entries }) => {
  it('has a name for people; the contract’s own is in the details', () => {
    let told = 0
    for (const [name, schema] of Object.entries(entries as Entries)) {
      for (const value of [
        null,
        7,
        -800,
        '',
        ' ',
        'x'.repeat(9000),
        {},
        Array.from({ length: 200 }, () => 1),
      ]) {
        const error = complaint(schema, name, value)
        if (error === undefined || error.details?.['field'] !== name) continue
        told += 1
        expect(error.message).not.toMatch(new RegExp(`\\b${name}\\b|${name}[^\\x00-\\x7f]`))
        expect(error.message).toMatch(/\p{Script=Han}/u)
      }
    }
    expect(told).toBeGreaterThan(10)
  })
})
