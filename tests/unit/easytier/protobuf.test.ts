import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageWriter, readFields, readUint32s, type Field } from '../../../src/easytier/protobuf.ts'
import { hex, unhex } from './fixtures.ts'

const u32 = fc.integer({ min: 0, max: 0xffffffff })
const fieldNumber = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2 ** 29 - 1 }))

function fieldsOf(bytes: Uint8Array): Field[] | null {
  const fields: Field[] = []
  return readFields(bytes, (field) => fields.push(field) > 0) ? fields : null
}

function u64Of(field: Field | undefined) {
  return (BigInt(field?.high ?? 0) << 32n) | BigInt(field?.low ?? 0)
}

describe('a message', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fieldNumber, u32, u32, fc.uint8Array({ maxLength: 300 }), (number, low, high, bytes) => {
        const message = new MessageWriter().uint64(number, { low, high }).message(number, bytes).finish()
        const fields = fieldsOf(message)
        const numbers = low === 0 && high === 0 ? 0 : 1
        expect(fields).toHaveLength(numbers + 1)
        if (numbers === 1) expect(fields?.[0]).toMatchObject({ number, kind: 'varint', low, high })
        expect(fields?.[numbers]).toMatchObject({ number, kind: 'bytes' })
        expect(hex(fields?.[numbers]?.bytes ?? new Uint8Array(1))).toBe(hex(bytes))
      }),
    )
  })

  it('leaves out what is zero or empty, but for a message', () => {
    const writer = new MessageWriter().uint(1, 0).string(2, '').bytes(3, new Uint8Array(0))
    expect(hex(writer.finish())).toBe('')
    expect(hex(writer.message(4, new Uint8Array(0)).finish())).toBe('2200')
  })

  it.each([
    ['0880808080808080808001', 1n << 63n],
    ['08fbffffffffffffffff01', 2n ** 64n - 5n],
    ['08ffffffff0f', 2n ** 32n - 1n],
    ['0880808080ffffffffff7f', ((1n << 36n) - 1n) << 28n],
    ['08808000', 0n],
  ])('reads the varint %s', (text, value) => {
    expect(u64Of(fieldsOf(unhex(text))?.[0])).toBe(value)
  })

  it.each([
    ['a varint that does not end', '08ff'],
    ['a varint of eleven bytes', '08ffffffffffffffffffff01'],
    ['a tag that does not end', '80'],
    ['field number 0', '0001'],
    ['a tag above 32 bits', '888080808001'],
    ['a length beyond the end', '0a0501020304'],
    ['a length of 2^31', '0a8080808008'],
    ['a length of 2^63', '0a80808080808080808001'],
    ['a length that does not end', '0a80'],
    ['fixed32 cut short', '0d010203'],
    ['fixed64 cut short', '0901020304050607'],
    ['a group', '0b0c'],
    ['wire type 6', '0e'],
    ['wire type 7', '0f'],
  ])('with %s is malformed', (_, text) => {
    expect(fieldsOf(unhex(text))).toBeNull()
  })

  it('may have fixed-width fields that nobody asked for', () => {
    expect(fieldsOf(unhex('0d01020304110102030405060708'))).toMatchObject([
      { number: 1, kind: 'fixed32' },
      { number: 2, kind: 'fixed64' },
    ])
  })

  it('is read no further once the reader refuses', () => {
    let seen = 0
    expect(readFields(unhex('080108020803'), () => ++seen < 2)).toBe(false)
    expect(seen).toBe(2)
  })

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect([true, false]).toContain(readFields(bytes, () => true))
      }),
    )
  })
})

describe('repeated uint32', () => {
  const numbersOf = (bytes: Uint8Array, max = 100) => {
    const into: number[] = []
    return readFields(bytes, (field) => readUint32s(field, into, max)) ? into : null
  }

  it('is read packed, unpacked and mixed', () => {
    expect(numbersOf(unhex('0a03012aff010863'))).toBeNull()
    expect(numbersOf(unhex('0a04012aff010863'))).toEqual([1, 42, 255, 99])
    expect(numbersOf(unhex('0801082a'))).toEqual([1, 42])
    expect(numbersOf(unhex('0a00'))).toEqual([])
  })

  it('is refused as fixed32, and above its bound', () => {
    expect(numbersOf(unhex('0d01020304'))).toBeNull()
    expect(numbersOf(unhex('0a03010203'), 3)).toEqual([1, 2, 3])
    expect(numbersOf(unhex('0a03010203'), 2)).toBeNull()
    expect(numbersOf(unhex('080108020803'), 3)).toEqual([1, 2, 3])
    expect(numbersOf(unhex('080108020803'), 2)).toBeNull()
  })
})
