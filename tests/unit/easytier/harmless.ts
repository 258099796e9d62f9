import { readFields, type Field } from '../../../src/easytier/protobuf.ts'
import { hex } from './fixtures.ts'

const sentTypes = [2, 4, 5, 8, 9, 13, 15]

function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  if (!readFields(bytes, (field) => fields.push(field) > 0)) throw new Error('sent no protobuf')
  return fields
}

function numbersOf(fields: Field[]) {
  return fields.map((field) => field.number)
}

function bytesOf(fields: Field[], number: number): Uint8Array {
  const field = fields.find((each) => each.number === number)
  if (field?.kind !== 'bytes') throw new Error(`field ${number} is missing`)
  return field.bytes
}

/**
 * The hard rules of section 8 on what a probe sent; throws at the first breach. `open` gives the plaintext of an RPC
 * frame, `received` are the frames that the node sent.
 */
export function assertHarmless(
  sent: readonly Uint8Array[],
  received: readonly Uint8Array[],
  open: (frame: Uint8Array) => Uint8Array = (frame) => frame.subarray(16),
): void {
  for (const frame of sent) {
    const type = frame[8] ?? 0
    // rule 6
    if (frame.length < 16) throw new Error('a frame without header')
    if (!sentTypes.includes(type)) throw new Error(`a frame of type ${type}`)
    if (type === 5) assertEcho(frame, received)
    if (type === 8) assertRequest(fieldsOf(open(frame)))
    if (type === 9) assertResponse(fieldsOf(open(frame)))
  }
}

/** Rule 4. */
function assertEcho(pong: Uint8Array, received: readonly Uint8Array[]): void {
  if (pong.length < 20) throw new Error('a pong of less than four bytes')
  const asPing = new Uint8Array(pong)
  asPing[8] = 4
  const expected = hex(asPing)
  if (!received.some((frame) => hex(frame) === expected)) throw new Error('a pong that is no echo')
}

/** Rules 2 and 3. */
function assertRequest(packet: Field[]): void {
  const descriptor = numbersOf(fieldsOf(bytesOf(packet, 4)))
  if (String(descriptor) !== '1,2,3,4') throw new Error('a request without a whole descriptor')
  const body = fieldsOf(bytesOf(packet, 5))
  const timeout = body.find((field) => field.number === 3)
  if (timeout === undefined || timeout.low === 0) throw new Error('a request without time limit')
  const sync = numbersOf(fieldsOf(bytesOf(body, 2)))
  if (String(sync) !== '1,2,3') throw new Error(`a sync request with fields ${sync}`)
}

/** Rule 1. */
function assertResponse(packet: Field[]): void {
  const body = fieldsOf(bytesOf(packet, 5))
  if (String(numbersOf(body)) !== '1') throw new Error('a response with an error')
  const sync = numbersOf(fieldsOf(bytesOf(body, 1)))
  if (String(sync) !== '1,2') throw new Error(`a sync response with fields ${sync}`)
}
