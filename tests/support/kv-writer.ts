import { DurableKv } from '../../src/emulator/kv/durable-kv.ts'

/** Writes without end into the store of the given folder and prints each name after it was acknowledged. */
const kv = await DurableKv.open(process.argv[2] ?? '', 50_000)
const encoder = new TextEncoder()
async function writeOn(writer: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const name = `w_${writer}_${count}`
    await kv.put(name, encoder.encode(`value of ${name}`))
    process.stdout.write(`${name}\n`)
    // Overwritten all the time, so that the log is rewritten while the writers go on.
    await kv.put(`hot_${writer}`, encoder.encode('x'.repeat(500)))
  }
}
await Promise.all(Array.from({ length: 8 }, (_, writer) => writeOn(writer)))
